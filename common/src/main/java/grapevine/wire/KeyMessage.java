package grapevine.wire;

/** How a peer learns whose key a message is proven by, see {@link Proof}: it asks whoever brought the message. */
public sealed interface KeyMessage extends Message {
    /** The longest text of certificates, bytes. */
    int MOST = 16 * 1024;

    /** By which the key is known, see {@link Proof#key}. */
    long key();

    /** {@code Show <hash>}: whose key is this? */
    record Show(long key) implements KeyMessage {
        @Override
        public void accept(Handler handler) {
            handler.onShow(this);
        }
    }

    /**
     * {@code Shown <hash> <length>} and a text: the answer.
     *
     * @param certificates that of the key, behind it those that lead from it to an authority of the network: X.509 in
     *     Base64, separated by {@code ;}, at most {@link #MOST} bytes; empty if it is not known here any more
     */
    record Shown(long key, String certificates) implements KeyMessage {
        @Override
        public void accept(Handler handler) {
            handler.onShown(this);
        }
    }
}
