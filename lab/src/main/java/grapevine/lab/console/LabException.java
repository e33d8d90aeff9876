package grapevine.lab.console;

/** What was asked for cannot go on; the message is the one line to show for it. */
public class LabException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the line that says why. */
    public LabException(String line) {
        super(line, null, false, false);
    }
}
