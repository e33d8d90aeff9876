package grapevine.seed.core.talk;

import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.wire.Address;
import grapevine.wire.Message.Hello;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A seed that has a later list of revoked certificates says hello to some peers, and no more. */
class VisitsTest {
    private static final int PEERS = 30;

    private final SeedRun seed = new SeedRun();

    @BeforeEach
    void peersAreThere() {
        for (int i = 0; i < PEERS; i++) {
            seed.join(peer(i), i + 1);
        }
        seed.effects.takeDials();
    }

    private List<FakeLink> visits() {
        seed.node.revoked();
        return seed.effects.takeDials();
    }

    @Test
    void eight_are_visited_each_another_and_not_the_same_each_time() {
        Set<Address> met = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Set<Address> now = new HashSet<>();
            visits().forEach(link -> now.add(link.to()));
            assertThat(now).hasSize(8);
            met.addAll(now);
        }
        assertThat(met).hasSizeGreaterThan(25);
    }

    @Test
    void a_visit_is_a_hello_and_ends_when_it_is_answered() {
        for (FakeLink visit : visits()) {
            seed.node.open(visit);
            assertThat(visit.isSmall())
                    .as("passes where full segments are lost")
                    .isTrue();
            assertThat(visit.said()).singleElement().isInstanceOf(Hello.class);

            seed.node.feed(visit, hello(visit.to(), 1, 1));

            assertThat(visit.isFinished()).isTrue();
            assertThat(visit.said()).isEmpty();
        }
        assertThat(seed.who()).hasSize(PEERS);
    }

    @Test
    void who_does_not_answer_is_left_in_peace_and_stays_on_the_list() {
        List<FakeLink> visits = visits();
        seed.node.failDial(visits.get(0), DialFailure.TIMED_OUT);
        seed.node.open(visits.get(1));
        assertThat(seed.count(Counter.DIALS_FAILED)).isEqualTo(1);

        seed.node.advance(Visits.PATIENCE);

        assertThat(visits.subList(1, 8)).allMatch(FakeLink::isEnded);
        assertThat(seed.who()).hasSize(PEERS);
    }

    @Test
    void a_list_that_comes_meanwhile_begins_anew_and_a_seed_that_leaves_ends_them() {
        List<FakeLink> first = visits();
        List<FakeLink> second = visits();
        assertThat(first).allMatch(FakeLink::isEnded);
        assertThat(second).hasSize(8).noneMatch(FakeLink::isEnded);

        seed.node.leave();

        assertThat(second).allMatch(FakeLink::isEnded);
    }
}
