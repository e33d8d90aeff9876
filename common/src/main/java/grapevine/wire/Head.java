package grapevine.wire;

/**
 * What a line turned out to be: a whole message, or the head of one whose body follows.
 *
 * @param bodyLength bytes of the body, without the newline after it; {@link #NO_BODY} for a whole message
 * @param rest makes the message
 */
record Head(int bodyLength, Rest rest) {
    static final int NO_BODY = -1;

    /** Makes the message once all its bytes are there. */
    interface Rest {
        /**
         * Called once.
         *
         * @param frame line, newline, body, newline, which the message may keep; of no meaning without a body
         * @param bodyAt where the body begins
         */
        Message message(byte[] frame, int bodyAt) throws ProtocolException;
    }

    /** Makes the message from a body that is read as fields. */
    interface Reader {
        Message message(Fields body) throws ProtocolException;
    }

    static Head whole(Message message) {
        return new Head(NO_BODY, (frame, bodyAt) -> message);
    }

    static Head of(int bodyLength, Reader reader) {
        return new Head(bodyLength, (frame, bodyAt) -> reader.message(new Fields(frame, bodyAt, bodyAt + bodyLength)));
    }

    boolean hasBody() {
        return bodyLength != NO_BODY;
    }
}
