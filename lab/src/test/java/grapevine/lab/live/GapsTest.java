package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.graph.GraphPlan;
import grapevine.lab.live.NetworkPlan.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which links there are when nodes of a ring of seven are killed, found dead, and begin anew. */
class GapsTest {
    private static final NetworkPlan PLAN =
            new NetworkPlan("gaps", Kind.CIRCULAR, 7, 2, null, 7000, 1, null, false, null);

    private final GivenLinks given = new GivenLinks();
    private final Story story = new Story();
    private final Roster roster = new Roster(PLAN, story, given, () -> null);
    private final Wiring wiring = new Wiring(PLAN, given, roster::node, Duration.ofMillis(300));
    private final Gaps gaps = new Gaps(roster, wiring);

    @BeforeEach
    void inARing() throws Exception {
        GraphPlan.circular(7).neighbours().forEach((number, others) -> {
            wiring.give(number, others);
            roster.enter(new Mortal(number));
        });
    }

    @Test
    void the_neighbours_of_one_that_was_killed_are_linked_when_the_first_has_found_it_dead() {
        kill(2);
        gaps.close(2);
        assertThat(wiring.of(1)).containsExactly(2, 7);

        gaps.foundDead(2);
        gaps.foundDead(2);

        assertThat(wiring.of(1)).containsExactly(2, 3, 7);
        assertThat(wiring.of(3)).containsExactly(1, 2, 4);
        assertThat(told()).containsExactly("has left a gap, which a link between others closes");
    }

    @Test
    void one_that_stands_still_is_found_dead_and_has_no_gap_until_it_is_killed() {
        gaps.foundDead(2);
        assertThat(wiring.of(1)).containsExactly(2, 7);

        kill(2);
        gaps.close(2);

        assertThat(wiring.of(1)).containsExactly(2, 3, 7);
    }

    @Test
    void when_it_is_back_the_links_in_its_place_go_and_are_made_again_the_next_time() {
        for (int time = 0; time < 3; time++) {
            kill(2);
            gaps.foundDead(2);
            assertThat(wiring.of(1)).containsExactly(2, 3, 7);

            backAgain(2);

            assertThat(wiring.of(1)).containsExactly(2, 7);
            assertThat(wiring.of(2)).containsExactly(1, 3);
        }
        assertThat(told()).endsWith("is back: a link in its place goes");
    }

    @Test
    void a_link_in_its_place_stays_as_long_as_nothing_else_holds_somebody() {
        kill(2);
        kill(4);
        kill(6);
        gaps.foundDead(6); // 5 and 7 are linked, and one of those that live with 3, whose neighbours are dead
        assertThat(wiring.of(5)).contains(7);
        Set<Integer> ofThird = wiring.of(3);
        assertThat(ofThird).hasSize(3).containsAnyOf(1, 5, 7);

        backAgain(6);

        assertThat(wiring.of(5)).doesNotContain(7);
        assertThat(wiring.of(3)).isEqualTo(ofThird);
    }

    @Test
    void after_links_were_decided_anew_the_dead_have_no_gap() throws Exception {
        kill(2);
        gaps.foundDead(2);
        kill(4);

        gaps.settle();
        gaps.foundDead(4);
        assertThat(wiring.of(5)).containsExactly(4, 6);

        backAgain(2);
        assertThat(wiring.of(1)).containsExactly(2, 3, 7);
    }

    private void kill(int number) {
        roster.node(number).orElseThrow().kill();
    }

    private void backAgain(int number) {
        gaps.begins(number);
        roster.enter(new Mortal(number));
        gaps.open(number);
    }

    private List<String> told() {
        return story.after(0, Story.MOST).stream()
                .map(Story.Line::what)
                .filter(what -> !what.startsWith("started"))
                .toList();
    }

    private static final class Mortal extends IdleNode {
        private boolean isKilled;

        Mortal(int number) {
            super(number, PLAN.port(number));
        }

        @Override
        protected void kill() {
            isKilled = true;
        }

        @Override
        public String state() {
            return isKilled ? "killed" : "ready";
        }
    }
}
