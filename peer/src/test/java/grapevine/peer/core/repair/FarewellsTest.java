package grapevine.peer.core.repair;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.link.Neighbour;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Known;
import grapevine.wire.Message.Bye;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Taken;
import grapevine.wire.SyncMessage.Want;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A neighbour that leaves is asked for what it made, and told what is here. */
class FarewellsTest {
    private static final int OLDER = 6;

    private PeerScript peer;

    @BeforeEach
    void six_older_neighbours() {
        Entry[] older = new Entry[OLDER];
        for (int i = 0; i < OLDER; i++) {
            older[i] = older(i + 1);
        }
        peer = new PeerScript(3, 1, settings -> settings.links(OLDER));
        peer.join(older);
        for (Entry each : older) {
            peer.linkTo(each).said();
        }
    }

    @Test
    void who_leaves_while_too_much_is_fetched_is_asked_as_soon_as_there_is_room() {
        for (int i = 1; i <= 4; i++) {
            start(i, known(i));
            start(i, known(10 + i));
        }
        FakeLink leaver = link(5);
        leaver.said();

        peer.run.feed(leaver, new Bye("leaving", List.of(), 3));
        peer.run.advance(Farewells.AGAIN_MILLIS);

        assertThat(peer.run.count(Counter.FETCHES_PUT_OFF)).isEqualTo(2);
        assertThat(only(Want.class, leaver.said())).isEmpty();
        peer.run.feed(link(1), message(1, 1));
        peer.run.advance(Farewells.AGAIN_MILLIS);
        assertThat(only(Want.class, leaver.said()))
                .containsExactly(new Want(List.of(OriginRanges.of(origin(5), new Range(1, 3)))));
        peer.run.feed(leaver, message(5, 1), message(5, 2), message(5, 3));
        assertThat(only(Taken.class, leaver.said()))
                .endsWith(new Taken(List.of(OriginRanges.of(origin(5), new Range(1, 3)))));
    }

    private FakeLink link(int number) {
        return peer.linkTo(older(number));
    }

    private void start(int source, Known said) {
        Inside inside = Inside.of(peer.node);
        Neighbour neighbour = inside.neighbours().find(older(source).address());
        inside.comparing().fetching().start(neighbour.conversation(), List.of(said));
    }

    private static Known known(int origin) {
        return new Known(OriginRanges.of(origin(origin), Range.of(1)), 5);
    }

    private static Gossip message(int origin, long n) {
        return Gossip.of(origin(origin), n, 9, new byte[0], new byte[] {7});
    }

    private static Origin origin(int number) {
        return new Origin(older(number).address(), older(number).epoch());
    }
}
