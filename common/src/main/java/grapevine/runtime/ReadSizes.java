package grapevine.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.BooleanSupplier;

/**
 * How much one read of a link takes from its socket: as much as lately came, and the less, the less the links of the
 * node may still have waiting together. Each may always read once, see {@link ReadCredit}; many small messages take
 * some times their bytes when they are decoded, so that a few hundred links that each read all they can would need a
 * multiple of the room.
 *
 * <p>Where it is held back it reads nothing at all. To turn Netty's reading off is not enough for that: by epoll, once
 * the other side ends its direction, all is read that came before, which may be half a megabyte on each link.
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
    private final BooleanSupplier isHeldBack;

    /**
     * For one link.
     *
     * @param room what all links of the node may have waiting together
     * @param isHeldBack asked before each read, on the event loop
     */
    ReadSizes(Room room, BooleanSupplier isHeldBack) {
        super(IN_A_ROW);
        this.room = room;
        this.isHeldBack = isHeldBack;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new OneLink();
    }

    /** That of one link; the guess is that of {@link #lately}, which is told all that it learns from. */
    private final class OneLink extends MaxMessageHandle {
        private final ExtendedHandle guessing = (ExtendedHandle) lately.newHandle();
        private boolean readsNothing;

        /** Into no room nothing is read, and the round of reading is over. */
        @Override
        public ByteBuf allocate(ByteBufAllocator from) {
            readsNothing = isHeldBack.getAsBoolean();
            return readsNothing ? from.directBuffer(0, 0) : super.allocate(from);
        }

        @Override
        public int guess() {
            long fits = Math.max(SMALLEST, room.free() / TIMES);
            return (int) Math.min(guessing.guess(), fits);
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

        /** By epoll nothing read into no room is called the end of the stream. */
        @Override
        public void lastBytesRead(int bytes) {
            int read = readsNothing ? 0 : bytes;
            super.lastBytesRead(read);
            guessing.lastBytesRead(read);
        }

        @Override
        public void readComplete() {
            guessing.readComplete();
        }
    }
}
