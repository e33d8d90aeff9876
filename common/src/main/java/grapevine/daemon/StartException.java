package grapevine.daemon;

import grapevine.node.Quoted;

/** A daemon does not start; the message is the one line to show for it. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    private StartException(int status, String line) {
        super(Quoted.inLine(line), null, false, false);
        this.status = status;
    }

    /** It was asked for something wrong: status 2. */
    public static StartException usage(String line) {
        return new StartException(2, line);
    }

    /** It was asked for something right that the machine does not allow: status 1. */
    public static StartException failure(String line) {
        return new StartException(1, line);
    }

    /** The exit status of the process. */
    public int status() {
        return status;
    }
}
