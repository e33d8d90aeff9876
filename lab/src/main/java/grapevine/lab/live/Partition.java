package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.lab.graph.Numbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The cut of a network in two: nothing passes between the nodes of one side and all others, the seeds among them. One
 * change at a time; {@link #side} and {@link #beyond} from any thread.
 */
final class Partition {
    private static final long DONE_SECONDS = 10;

    private record State(Set<Integer> side, Set<Integer> ports) {}

    private final Seeds seeds;
    private final Roster roster;

    /** All that the cut was told to, also those that are gone: they end for the others when it is mended. */
    private final Set<LiveNode> told = new LinkedHashSet<>();

    private volatile State state = new State(Set.of(), Set.of());

    Partition(Seeds seeds, Roster roster) {
        this.seeds = seeds;
        this.roster = roster;
    }

    /** The nodes of the side that was named, ascending; none if the network is whole. */
    Set<Integer> side() {
        return state.side;
    }

    /** What a node cannot reach now. */
    Beyond beyond(int node) {
        State now = state;
        return new Beyond(now.ports, now.side.contains(node));
    }

    /** One more node, which was started with what {@link #beyond} says of it. */
    void joined(LiveNode node) {
        if (!state.side.isEmpty()) {
            told.add(node);
        }
    }

    /**
     * Cuts; what was cut before is mended as far as it is not cut now.
     *
     * @throws LabException if one of them is not there, or they are none or all
     */
    void cut(Set<Integer> side) throws LabException, InterruptedException {
        check(side);
        Set<Integer> ports = new HashSet<>();
        roster.nodes().stream().filter(node -> side.contains(node.number())).forEach(node -> ports.add(node.port()));
        state = new State(Collections.unmodifiableSet(new TreeSet<>(side)), Set.copyOf(ports));
        told.addAll(roster.nodes());
        tell(node -> node.cutOff(beyond(node.number())));
        Set<Integer> others = new TreeSet<>(roster.numbers());
        others.removeAll(side);
        roster.tell(0, "cut in two: " + Numbers.text(side()) + " | " + Numbers.text(others));
    }

    private void check(Set<Integer> side) throws LabException {
        for (int number : side) {
            if (roster.node(number).isEmpty()) {
                throw new LabException(roster.absent(number));
            }
        }
        if (side.isEmpty() || side.size() == roster.numbers().size()) {
            throw new LabException(
                    "a cut has two sides, and on one of these there is no node of " + Numbers.text(roster.numbers()));
        }
    }

    /** Makes the network whole; what failed is done again. Nothing to do if nobody was cut off. */
    void mend() throws LabException, InterruptedException {
        if (!told.isEmpty()) {
            state = new State(Set.of(), Set.of());
            tell(node -> node.cutOff(Beyond.NOTHING));
            told.clear();
            roster.tell(0, "mended");
        }
    }

    /** So that who leaves is heard, and no connection is left. */
    void mendQuietly() {
        try {
            mend();
        } catch (LabException e) {
            // It ends all the same.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Function<LiveNode, CompletableFuture<?>> how) throws LabException, InterruptedException {
        List<CompletableFuture<?>> done = new ArrayList<>();
        told.forEach(node -> done.add(how.apply(node)));
        done.addAll(seeds.cutOff(beyond(0)));
        try {
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(DONE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LabException("the sockets did not follow within " + DONE_SECONDS + " s: " + e);
        }
    }
}
