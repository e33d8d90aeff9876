package grapevine.runtime;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How much one read of a link takes from its socket: as much as lately came, and the less, the less the links of the
 * node may still have waiting together. Each may always read once, see {@link ReadCredit}; many small messages take
 * some times their bytes when they are decoded, so that a few hundred links that each read all they can would need a
 * multiple of the room.
 */
final class ReadSizes extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int SMALLEST = 512;
    static final int LARGEST = 64 * 1024;

    private static final int FIRST = 4 * 1024;
    private static final int IN_A_ROW = 4;

    /** Common messages take at most about so many times their bytes. What the shortest take above is a read a link. */
    private static final int TIMES = 8;

    private final AdaptiveRecvByteBufAllocator lately = new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST);
    private final Room room;

    /** @param room what all links of the node may have waiting together */
    ReadSizes(Room room) {
        super(IN_A_ROW);
        this.room = room;
    }

    /** The most that one link may be given at a time (bytes), of which there is so much room. */
    static int most(Room room) {
        return (int) Math.max(SMALLEST, Math.min(LARGEST, room.free() / TIMES));
    }

    @Override
    public ExtendedHandle newHandle() {
        return new OneLink();
    }

    /** That of one link; the guess is that of {@link #lately}, which is told all that it learns from. */
    private final class OneLink extends MaxMessageHandle {
        private final ExtendedHandle guessing = (ExtendedHandle) lately.newHandle();

        @Override
        public int guess() {
            return Math.min(guessing.guess(), most(room));
        }

        @Override
        public void reset(ChannelConfig config) {
            super.reset(config);
            guessing.reset(config);
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            super.attemptedBytesRead(bytes);
            guessing.attemptedBytesRead(bytes);
        }

        @Override
        public void lastBytesRead(int bytes) {
            super.lastBytesRead(bytes);
            guessing.lastBytesRead(bytes);
        }

        @Override
        public void readComplete() {
            guessing.readComplete();
        }
    }
}
