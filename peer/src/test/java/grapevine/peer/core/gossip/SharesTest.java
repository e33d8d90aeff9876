package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.policy.Dissemination;
import grapevine.wire.Gossip;
import grapevine.wire.Message.Slow;
import grapevine.wire.Origin;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who goes before whom where there is not room for all. */
class SharesTest {
    private static final int MUCH = 40;
    private static final int LITTLE = 41;
    private static final int AS_MUCH = 42;

    private final Map<Integer, Long> numbers = new HashMap<>();
    private PeerScript peer;
    private FakeLink source;
    private FakeLink full;

    @BeforeEach
    void two_neighbours_of_which_one_takes_nothing() {
        peer = new PeerScript(3, 1, settings -> settings.dissemination(Dissemination.FLOOD));
        peer.join(older(1), older(2));
        source = peer.linkTo(older(1));
        full = peer.linkTo(older(2));
        full.setBacklog(Shares.FULL_BYTES + 1);
    }

    @Test
    void who_makes_little_goes_before_who_makes_much_as_soon_as_that_is_known() {
        bring(LITTLE, 1);
        second(20);
        assertThat(ahead()).as("in the first half second nobody knows").isZero();

        bring(LITTLE, 1);
        assertThat(ahead()).isEqualTo(1);
        bring(MUCH, 20);
        assertThat(ahead()).as("that makes much").isEqualTo(1);
        assertThat(only(Gossip.class, peer.toldOn(full))).hasSize(42);
    }

    @Test
    void who_speaks_for_the_first_time_goes_before_them_too() {
        second(20);
        bring(LITTLE, 1);

        assertThat(ahead()).isEqualTo(1);
    }

    @Test
    void who_says_as_much_at_once_as_others_in_a_second_does_not() {
        second(20);
        bring(LITTLE, 30);

        assertThat(ahead()).as("of thirty").isBetween(1L, 15L);
    }

    @Test
    void who_alone_wants_the_room_waits_for_nobody_and_goes_before_nobody() {
        second(20);
        second(20);

        assertThat(ahead()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5, 3})
    void of_two_that_make_the_same_or_nearly_so_nobody_goes_first(int pausesEach) {
        for (int i = 0; i < 60; i++) {
            bring(MUCH, 1);
            bring(AS_MUCH, i % pausesEach == 1 ? 0 : 1);
            peer.pass(50);
        }

        assertThat(ahead()).isZero();
    }

    @Test
    void where_nothing_waits_nobody_goes_first_and_after_ten_seconds_nobody_is_known() {
        second(20);
        full.setBacklog(0);
        bring(LITTLE, 1);
        assertThat(ahead()).isZero();

        peer.pass(Shares.OVER_MILLIS + 1);
        bring(MUCH, 1);
        full.setBacklog(Shares.FULL_BYTES);
        bring(LITTLE, 1);
        assertThat(ahead()).isZero();
    }

    @Test
    void who_makes_little_is_not_announced_where_others_are_and_its_bringer_is_not_slowed_down() {
        full.setBacklog(Announcements.CONGESTED_BYTES + 1);
        second(20);
        assertThat(only(Gossip.class, peer.toldOn(full))).isEmpty();
        assertThat(only(Slow.class, peer.toldOn(source))).isNotEmpty();

        peer.pass(200);
        bring(LITTLE, 1);
        assertThat(only(Gossip.class, peer.toldOn(full))).hasSize(1);
        assertThat(only(Slow.class, peer.toldOn(source))).isEmpty();
    }

    @Test
    void on_a_link_that_takes_nothing_at_all_it_waits_as_the_others_do() {
        full.setBacklog(Announcements.CONGESTED_BYTES + 1);
        second(20);
        full.setStalled(true);

        bring(LITTLE, 1);
        assertThat(only(Gossip.class, peer.toldOn(full))).isEmpty();
    }

    @Test
    void whoever_makes_little_itself_goes_on_where_others_are_asked_to_wait() {
        second(20);
        peer.run.feed(full, new Slow(900));

        assertThat(publish()).isEqualTo(Publication.ACCEPTED);
    }

    @Test
    void whoever_makes_much_itself_waits() {
        for (int i = 0; i < 20; i++) {
            publish();
            peer.pass(50);
        }
        bring(LITTLE, 1);
        peer.pass(500);
        bring(LITTLE, 1);
        peer.run.feed(full, new Slow(900));

        assertThat(publish()).isEqualTo(Publication.THROTTLED);
    }

    /** So many messages of one, in a second. */
    private void second(int messages) {
        for (int i = 0; i < messages; i++) {
            bring(MUCH, 1);
            peer.pass(1000 / messages);
        }
    }

    private void bring(int origin, int messages) {
        Origin far = new Origin(older(origin).address(), older(origin).epoch());
        for (int i = 0; i < messages; i++) {
            peer.run.feed(source, Gossip.of(far, numbers.merge(origin, 1L, Long::sum), 1, new byte[0], new byte[100]));
        }
    }

    private long ahead() {
        return peer.node.counters().get(Counter.MESSAGES_AHEAD);
    }

    private Publication publish() {
        return peer.node.publish(peer.run.now(), new byte[100]);
    }
}
