package grapevine.lab;

/** What was asked for cannot go on; the message is the one line to show for it. */
final class LabException extends Exception {
    private static final long serialVersionUID = 1L;

    LabException(String line) {
        super(line, null, false, false);
    }
}
