package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.node.Budget;
import grapevine.node.Fact;
import grapevine.wire.Ip;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoneNodeTest {
    @Test
    void what_is_to_run_after_the_last_node_has_ended_does_not_and_harms_nobody() throws ListenException {
        LoneNode last =
                LoneNode.listen(new LoneNode.Plan("peer", Ip.LOOPBACK, 0, false, 1), new LoneNode.Application() {});
        AtomicBoolean hasRun = new AtomicBoolean();

        last.close();

        assertThatCode(() -> last.insistIn(0, now -> hasRun.set(true))).doesNotThrowAnyException();
        assertThat(hasRun).isFalse();
    }

    @Test
    void what_is_to_run_later_holds_nothing_of_a_node_that_has_ended_while_others_go_on() throws Exception {
        LoneNode.Plan plan = new LoneNode.Plan("peer", Ip.LOOPBACK, 0, false, 1);
        LoneNode other = LoneNode.listen(plan, new LoneNode.Application() {});
        LoneNode node = LoneNode.listen(plan, new LoneNode.Application() {});
        WeakReference<AtomicLong> before = heldForAnHour(node);

        node.close();
        WeakReference<AtomicLong> after = heldForAnHour(node);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return before.get() == null && after.get() == null;
        });
        other.close();
    }

    private static WeakReference<AtomicLong> heldForAnHour(LoneNode node) {
        AtomicLong held = new AtomicLong();
        node.insistIn(TimeUnit.HOURS.toMillis(1), held::set);
        return new WeakReference<>(held);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, false", "10.0.0.7, false", "0.0.0.0, true", "::, true", "127.0.0.1, false", "::1, false"})
    void who_listens_wider_than_loopback_has_keys_or_says_that_it_is_meant(String bind, boolean isOpen) {
        Ip ip = HostPort.parseIp(bind);
        if (ip.isLoopback() || isOpen) {
            assertThat(new LoneNode.Plan("peer", ip, 0, isOpen, 1).bind()).isEqualTo(ip);
        } else {
            assertThatThrownBy(() -> new LoneNode.Plan("peer", ip, 0, isOpen, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "bind=" + bind + " is wider than loopback, where whoever reaches the port can speak: give"
                                    + " keys, or say open if that is meant");
            assertThat(LoneNode.Plan.fault(ip, false, true)).isNull();
        }
    }

    @Test
    void what_it_may_keep_is_said_at_the_start_and_is_its_part_of_the_heap() throws ListenException {
        List<Fact> told = new CopyOnWriteArrayList<>();
        LoneNode.Plan plan = new LoneNode.Plan("peer", Ip.LOOPBACK, 0, false, 1);
        LoneNode another = LoneNode.listen(plan, new LoneNode.Application() {});
        LoneNode node = LoneNode.listen(plan, new LoneNode.Application() {
            @Override
            public void onFact(Fact fact) {
                told.add(fact);
            }
        });

        node.run(Probe::new);

        Budget part = node.budget();
        assertThat(told)
                .filteredOn(Fact.MemoryShared.class::isInstance)
                .singleElement()
                .satisfies(fact -> {
                    Fact.MemoryShared shared = (Fact.MemoryShared) fact;
                    assertThat(shared.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
                    assertThat(shared.nodes()).isGreaterThanOrEqualTo(2);
                    assertThat(shared.bytes()).isEqualTo(shared.heap() / 8 * 3 / shared.nodes());
                    assertThat(new Budget(shared.bytes())).isEqualTo(part);
                    assertThat(shared.retained()).isEqualTo(part.retained());
                    assertThat(shared.origins()).isEqualTo(part.origins());
                    assertThat(shared.backlogs()).isEqualTo(part.backlogs());
                    assertThat(shared.input()).isEqualTo(part.input());
                });
        node.close();
        another.close();
    }

    @Test
    void a_program_that_throws_at_the_end_leaves_nothing_behind() throws Exception {
        LoneNode node =
                LoneNode.listen(new LoneNode.Plan("peer", Ip.LOOPBACK, 0, false, 1), new LoneNode.Application() {
                    @Override
                    public void onClosed() {
                        throw new IllegalStateException("the bug of the test");
                    }
                });

        assertThatThrownBy(node::close).hasMessage("the bug of the test");

        assertThat(node.ended()).isCompleted();
    }
}
