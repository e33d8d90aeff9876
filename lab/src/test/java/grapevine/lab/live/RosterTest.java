package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RosterTest {
    private final NetworkPlan plan =
            new NetworkPlan("stuck", NetworkPlan.Kind.CIRCULAR, 3, 2, null, 7000, 1, null, false, null);
    private final Roster roster = new Roster(plan, new Story(), new GivenLinks(), () -> null);

    @Test
    void whoever_does_not_leave_in_time_is_ended() {
        Stuck one = new Stuck(1);
        Stuck other = new Stuck(2);
        roster.enter(one);
        roster.enter(other);

        roster.leave(1);

        assertThat(one.ended.getCount()).isZero();
        assertThat(other.ended.getCount()).isZero();
    }

    @Test
    void a_node_that_never_was_has_no_number_also_between_those_that_were() {
        Stuck gone = new Stuck(1);
        roster.enter(gone);
        roster.enter(new Stuck(3));
        roster.remove(gone);

        assertThat(roster.numberAt(7001)).isEqualTo(1);
        assertThat(roster.numberAt(7002)).isZero();
        assertThat(roster.numberAt(7003)).isEqualTo(3);
    }

    /** Leaves only when it is ended, whoever interrupts it. */
    private static final class Stuck extends IdleNode {
        private final CountDownLatch ended = new CountDownLatch(1);

        Stuck(int number) {
            super(number, 7000 + number);
        }

        @Override
        protected void leave() {
            while (ended.getCount() > 0) {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    // As one that waits for something else.
                }
            }
        }

        @Override
        protected void end() {
            ended.countDown();
        }
    }
}
