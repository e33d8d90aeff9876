package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Publication;
import grapevine.policy.Dissemination;
import grapevine.wire.Gossip;
import grapevine.wire.Message.Answer;
import grapevine.wire.Message.Slow;
import grapevine.wire.Message.Status;
import grapevine.wire.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    private static final int LITTLE_TOO = 43;

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

    @Test
    void who_makes_much_for_five_seconds_beside_others_while_something_is_late_is_named_and_again_when_it_is_over() {
        assertThat(told(10, 20, 1, true))
                .containsExactly(
                        "6000 event=origins_flooding origins=" + older(MUCH).address() + " share=90");
        assertThat(status()).contains(" flooding_origins=1 ");

        assertThat(told(20, 1, 1, true))
                .containsExactly(
                        "5950 event=flooding_over origins=" + older(MUCH).address());
        assertThat(status()).doesNotContain("flooding_origins");
    }

    @Test
    void it_is_over_also_if_no_message_comes_any_more() {
        told(10, 20, 1, true);

        peer.pass(Floods.AFTER_MILLIS + Shares.LOOK_MILLIS);
        assertThat(peer.effects.takeFacts(Fact.FloodingOver.class)).hasSize(1);
        peer.pass(Floods.SAY_MILLIS);
        assertThat(peer.effects.takeFacts(Fact.FloodingOver.class)).isEmpty();
    }

    @Test
    void who_begins_again_within_a_minute_is_named_when_that_is_over_and_though_there_was_room_for_long() {
        told(10, 20, 1, true);
        assertThat(told(40, 1, 1, false)).hasSize(1);

        assertThat(told(30, 20, 1, true))
                .containsExactly(
                        "16450 event=origins_flooding origins=" + older(MUCH).address() + " share=90");
    }

    @Test
    void who_makes_much_for_less_or_while_nothing_is_late_is_not_named() {
        assertThat(told(5, 20, 1, true)).isEmpty();
        assertThat(told(30, 1, 1, true)).isEmpty();
        assertThat(told(30, 20, 1, false)).isEmpty();
    }

    @Test
    void who_makes_less_than_eight_times_as_much_as_those_that_make_little_is_not_named() {
        assertThat(told(30, 7, 1, true)).isEmpty();
        assertThat(told(30, 12, 1, true)).hasSize(1);
    }

    @Test
    void who_is_alone_is_not_named_and_neither_are_two_beside_one_that_makes_little() {
        assertThat(told(30, 20, 0, true)).isEmpty();
        for (int i = 0; i < 600; i++) {
            bring(MUCH, 1);
            bring(AS_MUCH, 1);
            bring(LITTLE, i % 20 == 0 ? 1 : 0);
            late(i);
            peer.pass(50);
        }
        assertThat(peer.effects.takeFacts(Fact.OriginsFlooding.class)).isEmpty();
    }

    @Test
    void of_many_that_are_the_same_nobody_is_named_though_one_makes_little() {
        for (int i = 0; i < 300; i++) {
            for (int origin = 1; origin <= 32; origin++) {
                bring(100 + origin, origin < 32 || i % 20 == 0 ? 1 : 0);
            }
            late(i);
            peer.pass(50);
        }

        assertThat(peer.effects.takeFacts(Fact.OriginsFlooding.class)).isEmpty();
    }

    @Test
    void of_many_at_once_sixteen_are_named_in_a_line_and_two_seconds_later_the_next() {
        for (int i = 0; i < 200; i++) {
            for (int origin = 1; origin <= 120; origin++) {
                bring(100 + origin, origin <= 20 || i % 40 == origin % 40 ? 1 : 0);
            }
            late(i);
            peer.pass(50);
        }

        assertThat(peer.effects.takeFacts(Fact.OriginsFlooding.class))
                .extracting(fact -> fact.origins().size())
                .containsExactly(16, 4);
    }

    @Test
    void while_what_some_make_is_late_links_hold_little_and_ten_seconds_later_as_much_as_ever() {
        told(2, 100, 1, false);
        assertThat(peer.effects.holdsLittle()).as("where nothing is late").isFalse();
        told(2, 100, 1, true);
        assertThat(peer.effects.holdsLittle()).isTrue();

        full.setBacklog(0);
        peer.pass(Shares.OVER_MILLIS - 1000);
        bring(LITTLE, 1);
        assertThat(peer.effects.holdsLittle()).isTrue();
        peer.pass(1001);
        bring(LITTLE, 1);
        assertThat(peer.effects.holdsLittle()).isFalse();
    }

    @Test
    void where_nothing_is_late_any_more_links_hold_as_much_as_ever_though_much_waits() {
        told(2, 100, 1, true);
        told(8, 100, 1, false);
        assertThat(peer.effects.holdsLittle()).isTrue();
        told(4, 100, 1, false);

        assertThat(peer.effects.holdsLittle()).isFalse();
    }

    @Test
    void where_all_make_the_same_links_hold_as_much_as_ever() {
        told(4, 20, 20, true);

        assertThat(peer.effects.holdsLittle()).isFalse();
    }

    /**
     * One makes so many messages a second, two others so many each.
     *
     * @param isLate whether somebody asks for time each second
     * @return what the operator was told of floods, each with the time (ms) since this began
     */
    private List<String> told(int seconds, int much, int little, boolean isLate) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < seconds * 20; i++) {
            bring(MUCH, much * (i + 1) / 20 - much * i / 20);
            bring(LITTLE, little * (i + 1) / 20 - little * i / 20);
            bring(LITTLE_TOO, little * (i + 1) / 20 - little * i / 20);
            if (isLate) {
                late(i);
            }
            List<Fact> facts = new ArrayList<>(peer.effects.takeFacts(Fact.OriginsFlooding.class));
            facts.addAll(peer.effects.takeFacts(Fact.FloodingOver.class));
            for (Fact fact : facts) {
                told.add(i * 50 + " " + FactLine.of(fact));
            }
            peer.pass(50);
        }
        return told;
    }

    /** Once a second a neighbour asks for a little time. */
    private void late(int step) {
        if (step % 20 == 0) {
            peer.run.feed(full, new Slow(10));
        }
    }

    private String status() {
        FakeLink operator = peer.run.accept(PeerScript.SELF.ip());
        peer.run.feed(operator, new Status());
        return only(Answer.class, operator.said()).get(0).text();
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
