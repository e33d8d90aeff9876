package grapevine.peer.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.core.Inside;
import grapevine.peer.core.TwoPeers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two peers dial each other at once: every order in which the messages can arrive. */
class OneLinkAPairTest {
    private static final int MOST_ORDERS = 100_000;

    @Test
    void in_every_order_both_ends_count_the_one_connection_that_the_younger_dialled() {
        int orders = inEveryOrder(choices -> {
            TwoPeers two = new TwoPeers().withoutComparing();
            walk(two, choices);

            assertThat(two.shareOneLink()).as("order %s", choices).isTrue();
            assertThat(two.isDialledByTheYounger()).as("order %s", choices).isTrue();
            assertThat(Inside.of(two.older.node).neighbours().occupied()).isEqualTo(1);
            assertThat(Inside.of(two.younger.node).neighbours().occupied()).isEqualTo(1);
        });

        assertThat(orders).isGreaterThan(100);
    }

    @Test
    void also_when_the_dial_of_the_younger_fails_at_any_moment_they_have_one_link_in_the_end() {
        int orders = inEveryOrder(choices -> {
            TwoPeers two = new TwoPeers().withoutComparing();
            two.letTheFirstDialOfTheYoungerFail();
            walk(two, choices);
            two.pass(3000);

            assertThat(two.shareOneLink()).as("order %s", choices).isTrue();
            assertThat(Inside.of(two.older.node).neighbours().occupied()).isEqualTo(1);
            assertThat(Inside.of(two.younger.node).neighbours().occupied()).isEqualTo(1);
        });

        assertThat(orders).isGreaterThan(10);
    }

    private interface Trial {
        /** Takes the given choices and then always the first; fills in, for each step, how many there were. */
        void run(Choices choices);
    }

    /** A path through the tree of what can happen. */
    private static final class Choices {
        private final List<Integer> taken;
        private final List<Integer> offered = new ArrayList<>();

        Choices(List<Integer> taken) {
            this.taken = taken;
        }

        int next(int of) {
            int at = offered.size();
            offered.add(of);
            return at < taken.size() ? taken.get(at) : 0;
        }

        /** The next path in order, null after the last. */
        Choices following() {
            for (int at = offered.size() - 1; at >= 0; at--) {
                int was = at < taken.size() ? taken.get(at) : 0;
                if (was + 1 < offered.get(at)) {
                    List<Integer> next = new ArrayList<>();
                    for (int i = 0; i < at; i++) {
                        next.add(i < taken.size() ? taken.get(i) : 0);
                    }
                    next.add(was + 1);
                    return new Choices(next);
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return taken.toString();
        }
    }

    private static int inEveryOrder(Trial trial) {
        int orders = 0;
        for (Choices choices = new Choices(List.of()); choices != null; choices = choices.following()) {
            trial.run(choices);
            if (++orders > MOST_ORDERS) {
                throw new AssertionError("more orders than expected");
            }
        }
        return orders;
    }

    private static void walk(TwoPeers two, Choices choices) {
        for (List<Runnable> steps = two.steps(); !steps.isEmpty(); steps = two.steps()) {
            steps.get(choices.next(steps.size())).run();
        }
    }
}
