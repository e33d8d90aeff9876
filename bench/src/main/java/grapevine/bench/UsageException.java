package grapevine.bench;

import grapevine.node.Quoted;

/** The command line is wrong; the message is the one line to show for it. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String line) {
        super(Quoted.inLine(line) + " (./grapevine bench --help shows how)", null, false, false);
    }
}
