package grapevine.node;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.List;

/** What a node asked for, as {@link RecordingEffects} wrote it down: one record for each method of {@link Effects}. */
public sealed interface Effect {
    record Dialled(FakeLink link, Address to) implements Effect {}

    record Sent(FakeLink link, Message message) implements Effect {}

    record Finished(FakeLink link) implements Effect {}

    record Closed(FakeLink link) implements Effect {}

    record Delivered(Gossip message) implements Effect {}

    record DeliveredMarked(Gossip message, Marks marks) implements Effect {}

    record Reported(Fact fact) implements Effect {}

    record Remembered(List<Address> peers) implements Effect {}

    record HasStopped() implements Effect {}
}
