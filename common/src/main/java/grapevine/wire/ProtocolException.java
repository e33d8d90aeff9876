package grapevine.wire;

/**
 * The other side broke the protocol. The connection it came on is ended with one {@code Error} line and counted;
 * nothing else is affected.
 */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was broken; the word is sent in the {@code Error} line. */
    public enum Reason {
        GARBAGE("garbage"),
        LINE_TOO_LONG("line-too-long"),
        BODY_TOO_LONG("body-too-long"),
        BAD_FIELD("bad-field"),
        WRONG_VERSION("wrong-version"),
        WRONG_NETWORK("wrong-network"),
        UNEXPECTED("unexpected"),
        HELLO_TIMEOUT("hello-timeout"),
        LINE_TIMEOUT("line-timeout"),
        ANSWER_TIMEOUT("answer-timeout"),
        NOT_LOCAL("not-local"),
        NOT_CERTIFIED("not-certified"),
        OVERLOADED("overloaded");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
        }
    }

    private final Reason reason;
    private final String text;

    public ProtocolException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.text = message;
    }

    /** What was wrong, for a person. */
    @Override
    public String getMessage() {
        return text;
    }

    public Reason reason() {
        return reason;
    }
}
