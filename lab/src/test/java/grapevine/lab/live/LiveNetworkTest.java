package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LiveNetworkTest {
    private static final NetworkPlan PLAN =
            new NetworkPlan("test", Kind.CIRCULAR, 3, 2, null, 7000, 1, null, false, null);

    @Test
    void a_start_tells_of_each_node_when_it_listens_and_when_it_is_ready() throws Exception {
        List<String> told = new ArrayList<>();
        LiveNetwork.Progress progress = new LiveNetwork.Progress() {
            @Override
            public void listening(int nodes) {
                told.add(nodes + " listen");
            }

            @Override
            public void ready(int nodes) {
                told.add(nodes + " ready");
            }
        };

        LiveNetwork.start(PLAN, (plan, inbox, listener) -> new IdleNode(plan.number(), plan.port()), progress)
                .close();

        assertThat(told.stream().distinct())
                .containsExactly("1 listen", "2 listen", "3 listen", "1 ready", "2 ready", "3 ready");
    }

    @Test
    void whoever_means_a_node_that_was_restarted_meanwhile_changes_nothing() throws Exception {
        try (LiveNetwork network = start(Mortal::new)) {
            LiveNode old = node(network, 2);
            LiveNode anew = network.restart(old);

            assertThatThrownBy(() -> network.remove(old, true))
                    .isInstanceOf(LabException.class)
                    .hasMessage("Gossip-Node-2 was restarted meanwhile; try again");
            assertThatThrownBy(() -> network.kill(old)).hasMessageContaining("restarted meanwhile");

            assertThat(node(network, 2)).isSameAs(anew);
            network.remove(anew, true);
            assertThatThrownBy(() -> network.remove(anew, true)).hasMessage("Gossip-Node-2 is gone");
        }
    }

    @Test
    @Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void while_one_that_is_restarted_is_waited_for_others_can_be_changed() throws Exception {
        Set<Integer> started = ConcurrentHashMap.newKeySet();
        CompletableFuture<Object> ready = new CompletableFuture<>();
        try (LiveNetwork network =
                start(number -> started.add(number) ? new Mortal(number) : new Mortal(number, ready))) {
            LiveNode old = node(network, 2);
            CompletableFuture<LiveNode> restarted = inAThread(() -> network.restart(old));
            Awaitility.await().until(() -> !node(network, 2).equals(old));

            network.kill(node(network, 3));

            assertThat(restarted).isNotDone();
            ready.complete(true);
            assertThat(restarted.get(30, TimeUnit.SECONDS)).isSameAs(node(network, 2));
        }
    }

    @Test
    @Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void while_one_that_is_added_is_waited_for_another_is_added_and_not_linked_with_it() throws Exception {
        CompletableFuture<Object> ready = new CompletableFuture<>();
        try (LiveNetwork network = start(number -> number == 4 ? new Mortal(4, ready) : new Mortal(number))) {
            CompletableFuture<LiveNode> first = inAThread(network::add);
            Awaitility.await().until(() -> network.node(4).isPresent());

            LiveNode second = network.add();

            assertThat(second.number()).isEqualTo(5);
            assertThat(((Mortal) node(network, 4)).told).isEmpty();
            assertThat(((Mortal) node(network, 1)).told).contains("127.0.0.1:" + PLAN.port(5));
            network.remove(node(network, 1), true);
            assertThat(first).isNotDone();
            ready.complete(true);
            assertThat(first.get(30, TimeUnit.SECONDS)).isSameAs(node(network, 4));
        }
    }

    @Test
    @Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void one_that_is_added_and_finds_no_place_is_gone_again_and_so_is_one_that_is_removed_meanwhile() throws Exception {
        CompletableFuture<Object> never = new CompletableFuture<>();
        CompletableFuture<Object> removed = new CompletableFuture<>();
        try (LiveNetwork network = start(number -> switch (number) {
            case 4 -> new Mortal(4, never);
            case 5 -> new Mortal(5, removed);
            default -> new Mortal(number);
        })) {
            CompletableFuture<LiveNode> first = inAThread(network::add);
            Awaitility.await().until(() -> network.node(4).isPresent());
            CompletableFuture<LiveNode> second = inAThread(network::add);
            Awaitility.await().until(() -> network.node(5).isPresent());

            never.completeExceptionally(new LabException("it cannot"));
            network.remove(node(network, 5), true);
            removed.cancel(false); // as what leaves does

            assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LabException.class)
                    .hasMessageEndingWith("it cannot");
            assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LabException.class)
                    .hasMessageEndingWith("Gossip-Node-5 was removed or restarted meanwhile");
            assertThat(network.nodes()).extracting(LiveNode::number).containsExactly(1, 2, 3);
        }
    }

    @Test
    @Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void one_whose_neighbours_are_all_dead_or_cut_off_is_restarted_without_waiting_for_a_place() throws Exception {
        Set<Integer> started = ConcurrentHashMap.newKeySet();
        try (LiveNetwork network = start(
                number -> started.add(number) ? new Mortal(number) : new Mortal(number, new CompletableFuture<>()))) {
            network.kill(node(network, 1));
            network.cut(Set.of(3));

            LiveNode anew = network.restart(node(network, 2));

            assertThat(node(network, 2)).isSameAs(anew);
        }
    }

    private static <T> CompletableFuture<T> inAThread(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread doing = new Thread(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        doing.setDaemon(true);
        doing.start();
        return done;
    }

    private static LiveNetwork start(IntFunction<LiveNode> starter) throws Exception {
        return LiveNetwork.start(PLAN, (plan, inbox, listener) -> starter.apply(plan.number()), nodes -> {});
    }

    private static LiveNode node(LiveNetwork network, int number) {
        return network.node(number).orElseThrow();
    }

    /** Ready when that is so, until it is killed; remembers with whom it was told to link. */
    private static final class Mortal extends IdleNode {
        private final CompletableFuture<?> ready;
        final Set<String> told = ConcurrentHashMap.newKeySet();
        private volatile boolean isKilled;

        Mortal(int number) {
            this(number, CompletableFuture.completedFuture(true));
        }

        Mortal(int number, CompletableFuture<?> ready) {
            super(number, PLAN.port(number));
            this.ready = ready;
        }

        @Override
        public CompletableFuture<?> ready() {
            return ready;
        }

        @Override
        public String state() {
            return isKilled ? "killed" : super.state();
        }

        @Override
        public boolean isAnswering() {
            return !isKilled;
        }

        @Override
        protected CompletableFuture<Optional<Look>> askLook() {
            return CompletableFuture.completedFuture(
                    Optional.of(new Look(ready.isDone() ? Map.of(1, true, 2, true) : Map.of(), Map.of())));
        }

        @Override
        protected void connect(List<String> addresses) {
            told.addAll(addresses);
        }

        @Override
        protected void kill() {
            isKilled = true;
        }
    }
}
