package grapevine.daemon;

import grapevine.node.Quoted;

/** A daemon does not start; the message is the one line to show for it. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean isOfPort;

    private StartException(int status, String line, boolean isOfPort) {
        super(Quoted.inLine(line), null, false, false);
        this.status = status;
        this.isOfPort = isOfPort;
    }

    /** It was asked for something wrong: status 2. */
    public static StartException usage(String line) {
        return new StartException(2, line, false);
    }

    /** The same where another port would do. */
    public static StartException wrongPort(String line) {
        return new StartException(2, line, true);
    }

    /** It was asked for something right that the machine does not allow: status 1. */
    public static StartException failure(String line) {
        return new StartException(1, line, false);
    }

    /** Whether another port would do. */
    boolean isOfPort() {
        return isOfPort;
    }

    /** The exit status of the process. */
    public int status() {
        return status;
    }
}
