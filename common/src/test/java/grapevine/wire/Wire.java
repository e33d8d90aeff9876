package grapevine.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Short ways for tests to encode and decode. */
final class Wire {
    static final String HELLO = "Hello grapevine/1 peer default 127.0.0.1:6001 1795000000000 0\n";

    private Wire() {}

    static byte[] bytes(List<? extends Message> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        messages.forEach(message -> all.writeBytes(Encoder.encode(message)));
        return all.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<Message> decode(byte[] bytes) throws ProtocolException {
        List<Message> messages = new ArrayList<>();
        new Decoder(Limits.PAYLOAD).decode(ByteBuffer.wrap(bytes), messages::add);
        return messages;
    }

    /** What a connection says after its hello. */
    static List<Message> afterHello(byte[] bytes) throws ProtocolException {
        List<Message> messages = new ArrayList<>();
        greeted().decode(ByteBuffer.wrap(bytes), messages::add);
        return messages;
    }

    static List<Message> afterHello(String text) throws ProtocolException {
        return afterHello(bytes(text));
    }

    static Decoder greeted() throws ProtocolException {
        Decoder decoder = new Decoder(Limits.PAYLOAD);
        decoder.decode(ByteBuffer.wrap(bytes(HELLO)), message -> {});
        return decoder;
    }

    /** Feeds the bytes in pieces of 1..most bytes, in turn from the heap and from outside of it. */
    static void inPieces(Decoder decoder, byte[] bytes, int most, RandomGenerator random, Decoder.Sink sink)
            throws ProtocolException {
        ByteBuffer outside = ByteBuffer.allocateDirect(most);
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(most));
            ByteBuffer piece = random.nextBoolean() ? ByteBuffer.allocate(count) : outside.clear();
            decoder.decode(piece.put(bytes, at, count).flip(), sink);
            at += count;
        }
    }
}
