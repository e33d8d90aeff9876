package grapevine.sim.net;

import grapevine.wire.Decoder;
import grapevine.wire.Encoder;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Takes each message through its bytes, as a socket would, and insists that it comes out equal. */
public final class WirePassage implements UnaryOperator<Message> {
    private final Decoder decoder = new Decoder(Limits.PAYLOAD);
    private long passed;

    public WirePassage() {
        pass(new Message.Status());
    }

    @Override
    public Message apply(Message message) {
        passed++;
        return pass(message);
    }

    /** How many messages were taken through. */
    public long passed() {
        return passed;
    }

    private Message pass(Message message) {
        List<Message> decoded = new ArrayList<>(1);
        try {
            decoder.decode(ByteBuffer.wrap(Encoder.encode(message)), decoded::add);
        } catch (ProtocolException e) {
            throw new IllegalStateException("the decoder refuses what the encoder made of " + message, e);
        }
        if (!decoded.equals(List.of(message))) {
            throw new IllegalStateException(message + " came out of its bytes as " + decoded);
        }
        return decoded.get(0);
    }
}
