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
    @CsvSource({"0.0.0.0, false, 1", "0.0.0.0, true, 0", "127.0.0.1, false, 0"})
    void that_whoever_reaches_it_can_speak_is_said_where_it_is_not_said_to_be_meant(
            String bind, boolean isOpen, int warnings) throws Exception {
        List<Fact.SettingDoubtful> doubts = new CopyOnWriteArrayList<>();
        LoneNode.Plan plan = new LoneNode.Plan("peer", HostPort.parseIp(bind), 0, isOpen, 1);
        LoneNode node = LoneNode.listen(plan, new LoneNode.Application() {
            @Override
            public void onFact(Fact fact) {
                if (fact instanceof Fact.SettingDoubtful doubtful) {
                    doubts.add(doubtful);
                }
            }
        });

        node.run(Probe::new);
        node.close();

        assertThat(doubts)
                .hasSize(warnings)
                .allSatisfy(doubt -> assertThat(doubt.level()).isEqualTo(Fact.Level.WARN))
                .extracting(Fact.SettingDoubtful::what)
                .allSatisfy(what -> assertThat(what)
                        .isEqualTo("listens on " + node.localAddress()
                                + ": whoever reaches that port can speak, nobody is asked who he is; if that is meant,"
                                + " say open"));
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
