package grapevine.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, messages out; one for each connection, used by one thread at a time. It may be fed any pieces, down to a
 * byte. Between two calls it keeps at most one unfinished message, and of that no more than twice what has really
 * arrived.
 */
public final class Decoder {
    /** Where the messages go, in their order. */
    @FunctionalInterface
    public interface Sink {
        void accept(Message message);
    }

    private static final byte[] NOTHING = {};
    /**
     * So much is read at a time, and stays in memory as long as any message of it does: whoever keeps one of some
     * thousands keeps no more than this for it.
     */
    private static final int PIECE_BYTES = 4096;

    private static final int FIRST_LINE_BYTES = 64;

    private final int maxPayload;
    private final GossipLine gossipLine = new GossipLine();
    private byte[] line = NOTHING;
    private int lineLength;
    private @Nullable Head head;
    private byte[] frame = NOTHING;
    private int frameLength;
    private boolean isGreeted;
    private @Nullable ProtocolException violation;

    /**
     * A decoder of a connection that has just begun: the first line is held to {@link Limits#HELLO}.
     *
     * @param maxPayload bytes of a gossip payload that this network allows, 0..{@link Limits#PAYLOAD}
     */
    public Decoder(int maxPayload) {
        if (maxPayload < 0 || maxPayload > Limits.PAYLOAD) {
            throw new IllegalArgumentException("maxPayload=" + maxPayload + " is outside 0.." + Limits.PAYLOAD);
        }
        this.maxPayload = maxPayload;
    }

    /**
     * Reads all that is in the buffer and hands over each message as it is complete.
     *
     * @throws ProtocolException at the first violation, after the messages before it were handed over. The decoder then
     *     keeps nothing and takes nothing: each further call throws the same
     */
    public void decode(ByteBuffer in, Sink out) throws ProtocolException {
        if (violation != null) {
            throw violation;
        }
        try {
            while (in.hasRemaining()) {
                if (head == null) {
                    byte[] piece = new byte[Math.min(in.remaining(), PIECE_BYTES)];
                    in.get(piece);
                    int left = decode(piece, in.hasRemaining(), out);
                    in.position(in.position() - left);
                } else {
                    readBody(in, head, out);
                }
            }
        } catch (ProtocolException e) {
            violation = e;
            drop();
            throw e;
        }
    }

    /** Lets go of what came in part: the connection has ended, and is spoken of for some time yet. */
    public void drop() {
        head = null;
        line = NOTHING;
        lineLength = 0;
        frame = NOTHING;
        frameLength = 0;
    }

    /**
     * Reads a piece, in which gossip messages stay, so that what came together is kept together.
     *
     * @param isMore whether more has arrived behind it
     * @return how many bytes of it are left: the body of a message that goes beyond it, which is read without a copy in
     *     between, or a message that is whole only in the next piece
     */
    private int decode(byte[] piece, boolean isMore, Sink out) throws ProtocolException {
        ByteBuffer rest = ByteBuffer.wrap(piece);
        while (rest.hasRemaining()) {
            int from = rest.position();
            Message message = readWholeGossip(piece, rest);
            if (message == null && isMore && from > 0 && isCutOff(piece, from)) {
                return rest.remaining();
            }
            if (message == null) {
                message = readLine(rest);
            }
            if (message != null) {
                out.accept(message);
            }
            if (head != null && rest.remaining() <= head.bodyLength()) {
                return rest.remaining();
            }
            if (head != null) {
                readBody(rest, head, out);
            }
        }
        return 0;
    }

    /**
     * What nearly all is: a gossip message that is there from its first byte to its last. Null if it is anything
     * else.
     */
    private @Nullable Message readWholeGossip(byte[] piece, ByteBuffer rest) throws ProtocolException {
        if (head != null || lineLength > 0 || !isGreeted) {
            return null;
        }
        int from = rest.position();
        int bodyAt = gossipLine.read(piece, from, piece.length);
        int last = bodyAt + gossipLine.bodyLength();
        if (bodyAt < 0 || gossipLine.payloadLength() > maxPayload || last >= piece.length || piece[last] != '\n') {
            return null;
        }
        rest.position(last + 1);
        return gossipLine.message(piece, from, bodyAt);
    }

    /** Whether what begins here may be a gossip message that fits into a piece, and is only not whole in this one. */
    private boolean isCutOff(byte[] piece, int from) {
        if (head != null || lineLength > 0 || piece[from] != 'G') {
            return false;
        }
        int bodyAt = gossipLine.read(piece, from, piece.length);
        if (bodyAt >= 0) {
            int end = bodyAt + gossipLine.bodyLength() + 1;
            return end > piece.length && end - from <= PIECE_BYTES;
        }
        for (int at = from; at < piece.length; at++) {
            if (piece[at] == '\n') {
                return false;
            }
        }
        return piece.length - from < Limits.LINE;
    }

    /** Whether a message has begun that is not complete. */
    public boolean isWithinMessage() {
        return head != null || lineLength > 0;
    }

    /** Bytes of memory held between two calls. */
    int retained() {
        return line.length + frame.length;
    }

    /** Bytes of memory held for the sake of a message that has begun; 0 while none has. */
    public int held() {
        return isWithinMessage() ? retained() : 0;
    }

    private @Nullable Message readLine(ByteBuffer in) throws ProtocolException {
        int limit = isGreeted ? Limits.LINE : Limits.HELLO;
        int from = in.position();
        int stop = Math.min(in.limit(), from + limit - lineLength + 1);
        int at = from;
        while (at < stop && in.get(at) != '\n') {
            at++;
        }
        if (lineLength + at - from > limit) {
            throw new ProtocolException(
                    ProtocolException.Reason.LINE_TOO_LONG,
                    (isGreeted ? "a line" : "the first line") + " exceeds " + limit + " bytes");
        }
        keepOfLine(in, at - from);
        if (at == stop) {
            return null;
        }
        in.get();
        return endLine();
    }

    private void keepOfLine(ByteBuffer in, int count) {
        if (lineLength + count > line.length) {
            int doubled = Math.min(Math.max(2 * line.length, FIRST_LINE_BYTES), Limits.LINE);
            line = Arrays.copyOf(line, Math.max(doubled, lineLength + count));
        }
        in.get(line, lineLength, count);
        lineLength += count;
    }

    private @Nullable Message endLine() throws ProtocolException {
        Head read = Verbs.read(new Fields(line, 0, lineLength), maxPayload, isGreeted);
        isGreeted = true;
        if (!read.hasBody()) {
            lineLength = 0;
            return read.rest().message(NOTHING, 0);
        }
        head = read;
        return null;
    }

    /** Reads on in a body; a message that ends with it is handed over. */
    private void readBody(ByteBuffer in, Head begun, Sink out) throws ProtocolException {
        int total = lineLength + 1 + begun.bodyLength() + 1;
        if (frameLength == 0) {
            frame = new byte[Math.min(total, 2 * (lineLength + 1 + in.remaining()))];
            System.arraycopy(line, 0, frame, 0, lineLength);
            frame[lineLength] = '\n';
            frameLength = lineLength + 1;
        }
        int count = Math.min(total - frameLength, in.remaining());
        if (frameLength + count > frame.length) {
            frame = Arrays.copyOf(frame, Math.min(total, 2 * (frameLength + count)));
        }
        in.get(frame, frameLength, count);
        frameLength += count;
        if (frameLength < total) {
            return;
        }
        byte[] whole = frame;
        int bodyAt = lineLength + 1;
        if (whole[total - 1] != '\n') {
            throw new ProtocolException(
                    ProtocolException.Reason.BAD_FIELD,
                    "length " + begun.bodyLength() + " is wrong: no newline follows the body");
        }
        head = null;
        frame = NOTHING;
        frameLength = 0;
        lineLength = 0;
        out.accept(begun.rest().message(whole, bodyAt));
    }
}
