package grapevine.wire;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * How a large message goes from one peer to another that understands this: it is offered, and taken piece by piece, as
 * much at a time as does not hold up anything else, and by whoever began it elsewhere from where that ended. What is
 * spoken of here are its bytes as they go over the wire, without the further field {@code age}.
 */
public sealed interface PieceMessage extends Message {
    /** A message whose payload is longer (bytes) is large. */
    int LARGE = 16 * 1024;

    /** Bytes of one piece. */
    int MOST = 16 * 1024;

    /** Bytes of the longest message there can be. */
    int LONGEST = Limits.LINE + 1 + Limits.ATTRIBUTES + Limits.PAYLOAD + 1;

    /** Whose message it is. */
    Origin origin();

    /** The origin's number for it, from 1. */
    long n();

    /**
     * {@code Offer <ip>:<port>:<epoch>:<n> <length> <crc>}: I have this message, take it. Said in the place of the
     * message itself.
     *
     * @param length how many bytes it is, 1..{@link #LONGEST}
     * @param crc their CRC-32, as of zlib, 0..2^32-1
     * @param age how long it rested with others (ms), at least 1, if it was asked for; 0 if it comes by the tree: the
     *     further field {@code age}
     * @param sent so many of its first bytes follow unasked, as if they had been taken: the further field {@code sent}
     */
    record Offer(Origin origin, long n, int length, long crc, long age, int sent) implements PieceMessage {
        public Offer(Origin origin, long n, int length, long crc, long age) {
            this(origin, n, length, crc, age, 0);
        }

        /** The offer of this message. */
        public static Offer of(Gossip message) {
            Gossip plain = message.plain();
            return new Offer(message.origin(), message.n(), plain.length(), crc(plain.frame()), message.age());
        }

        /** The same, where so many bytes follow, or all there are. */
        public Offer sending(int most) {
            return new Offer(origin, n, length, crc, age, Math.min(most, length));
        }

        /** Whether it is of the same bytes. */
        public boolean isOfSame(Offer other) {
            return length == other.length && crc == other.crc;
        }

        /** Whether these bytes are what was offered. */
        public boolean isOf(byte[] bytes) {
            return bytes.length == length && crc(bytes) == crc;
        }

        private static long crc(byte[] bytes) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return crc.getValue();
        }

        @Override
        public void accept(Handler handler) {
            handler.onOffer(this);
        }
    }

    /**
     * {@code Take <ip>:<port>:<epoch>:<n> <from> <to>}: send me these bytes of the message, the last one not included.
     * Where both are its length I hold it, and need none of it.
     */
    record Take(Origin origin, long n, int from, int to) implements PieceMessage {
        @Override
        public void accept(Handler handler) {
            handler.onTake(this);
        }
    }

    /**
     * {@code Piece <ip>:<port>:<epoch>:<n> <from> <length>} and so many bytes of the message, 1..{@link #MOST}.
     *
     * @param from where they stand in it
     * @param array where they stand in memory, perhaps among others. Shared: not to be written to
     * @param at where they begin there
     * @param length how many they are
     */
    record Piece(Origin origin, long n, int from, byte[] array, int at, int length) implements PieceMessage {
        @Override
        public boolean isBehindGossip() {
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Piece piece
                    && n == piece.n
                    && from == piece.from
                    && origin.equals(piece.origin)
                    && Arrays.equals(array, at, at + length, piece.array, piece.at, piece.at + piece.length);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * origin.hashCode() + Long.hashCode(n)) + from) + length;
        }

        @Override
        public String toString() {
            return "Piece[origin=" + origin + ", n=" + n + ", from=" + from + ", " + length + " bytes]";
        }

        @Override
        public void accept(Handler handler) {
            handler.onPiece(this);
        }
    }
}
