package grapevine.runtime;

import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one read of a socket brought: whole messages, and possibly the end of the other side's good behaviour. */
final class InputBatch implements Lane.Job {
    private final TcpLink link;
    private final LinkSocket socket;
    private final List<Message> messages;
    private final @Nullable ProtocolException violation;
    private final int bytes;
    private int next;

    /** @param bytes what the messages took of the link's {@link ReadCredit} */
    InputBatch(
            TcpLink link, LinkSocket socket, List<Message> messages, @Nullable ProtocolException violation, int bytes) {
        this.link = link;
        this.socket = socket;
        this.messages = messages;
        this.violation = violation;
        this.bytes = bytes;
    }

    @Override
    public boolean run(Lane.Turn turn) {
        while (next < messages.size() && link.isHeard()) {
            if (!turn.spend()) {
                return false;
            }
            link.message(turn.now(), messages.get(next++));
        }
        if (violation != null) {
            link.violated(turn.now(), violation);
        }
        socket.handled(bytes, messages.size());
        return true;
    }
}
