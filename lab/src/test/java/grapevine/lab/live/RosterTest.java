package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import grapevine.peer.Flood;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RosterTest {
    private final NetworkPlan plan =
            new NetworkPlan("stuck", NetworkPlan.Kind.CIRCULAR, 3, 2, null, 7000, 1, null, false);
    private final Roster roster = new Roster(plan, new Story(), new GivenLinks(), number -> {});

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
    private static final class Stuck extends LiveNode {
        private final CountDownLatch ended = new CountDownLatch(1);

        Stuck(int number) {
            super(
                    new NodePlan(number, 7000 + number, "stuck", List.of(), List.of(), new Beyond(Set.of(), false)),
                    new Inbox());
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

        @Override
        public CompletableFuture<?> listening() {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public CompletableFuture<?> ready() {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public long pid() {
            return 0;
        }

        @Override
        public String state() {
            return "ready";
        }

        @Override
        public boolean isAnswering() {
            return true;
        }

        @Override
        protected Optional<Look> askLook() {
            return Optional.empty();
        }

        @Override
        public List<Known> view() {
            return List.of();
        }

        @Override
        public MessageId publish(byte[] payload, @Nullable Flood how) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void connect(List<String> addresses) {}

        @Override
        protected void disconnect(List<String> addresses) {}

        @Override
        protected CompletableFuture<?> cutOff(Beyond beyond) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        protected void freeze() {}

        @Override
        protected void thaw() {}

        @Override
        protected void kill() {}
    }
}
