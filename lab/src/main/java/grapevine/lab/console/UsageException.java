package grapevine.lab.console;

import grapevine.node.Quoted;

/** The command line is wrong; the message is the one line to show for it. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Wrong use that this line tells; what would break the line is escaped. */
    public UsageException(String line) {
        super(Quoted.inLine(line), null, false, false);
    }
}
