package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Dissemination;
import grapevine.peer.core.ground.Publication;
import grapevine.wire.Gossip;
import grapevine.wire.Message.Slow;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when messages come in faster than a neighbour takes them. */
class SlowTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private PeerScript peer;
    private FakeLink source;
    private FakeLink slow;
    private FakeLink other;
    private long n;

    @BeforeEach
    void three_neighbours() {
        peer = new PeerScript(3, 1, settings -> settings.dissemination(Dissemination.FLOOD));
        peer.join(older(1), older(2), older(3));
        source = peer.linkTo(older(1));
        slow = peer.linkTo(older(2));
        other = peer.linkTo(older(3));
    }

    @Test
    void whoever_brings_messages_that_pile_up_is_told_to_slow_down_at_most_every_50_ms() {
        slow.setBacklog(Throttle.MOST_BYTES + 1);

        bring(source);
        bring(source);
        peer.run.advance(49);
        bring(source);

        assertThat(only(Slow.class, peer.toldOn(source))).containsExactly(new Slow(200));
        peer.run.advance(1);
        bring(source);
        assertThat(only(Slow.class, peer.toldOn(source))).containsExactly(new Slow(200));
        assertThat(only(Slow.class, peer.toldOn(other))).isEmpty();
    }

    @Test
    void a_link_that_takes_nothing_at_all_slows_nobody_down() {
        slow.setBacklog(Throttle.MOST_BYTES + 1);
        slow.setStalled(true);

        bring(source);

        assertThat(only(Slow.class, peer.toldOn(source))).isEmpty();
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void who_is_told_to_slow_down_makes_nothing_for_that_long() {
        peer.run.feed(slow, new Slow(200));

        peer.run.advance(199);
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.THROTTLED);

        peer.run.advance(1);
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void the_word_is_passed_on_to_those_who_bring_messages_and_dies_out() {
        bring(source);

        peer.run.feed(slow, new Slow(200));
        assertThat(only(Slow.class, peer.toldOn(source))).containsExactly(new Slow(150));
        assertThat(only(Slow.class, peer.toldOn(other))).isEmpty();

        peer.run.advance(60);
        peer.run.feed(slow, new Slow(50));
        assertThat(only(Slow.class, peer.toldOn(source))).isEmpty();
    }

    private void bring(FakeLink link) {
        Origin far = new Origin(older(40).address(), older(40).epoch());
        peer.run.feed(link, Gossip.of(far, ++n, 1, new byte[0], HELLO));
    }
}
