package grapevine.keys;

/** What is looked at before the JDK reads what a stranger has sent. */
final class Der {
    private static final byte SEQUENCE = 0x30;

    private Der() {}

    /**
     * Whether all of it is one sequence that says how long it is. The JDK reads what does not say so in a way of its
     * own, in which one that holds others has it call itself for each.
     */
    static boolean isOneSequence(byte[] encoded) {
        if (encoded.length < 2 || encoded[0] != SEQUENCE) {
            return false;
        }
        int first = encoded[1] & 0xff;
        int more = first < 0x80 ? 0 : first - 0x80; // so many bytes of the length follow
        if (first == 0x80 || more > 3 || encoded.length < 2 + more) {
            return false;
        }
        int length = more == 0 ? first : 0;
        for (int i = 0; i < more; i++) {
            length = (length << 8) | (encoded[2 + i] & 0xff);
        }
        return encoded.length == 2 + more + length;
    }
}
