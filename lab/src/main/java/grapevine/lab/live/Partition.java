package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.Collection;
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
import java.util.function.Predicate;

/**
 * The cut of a network in two: nothing passes between the nodes of one side and all others, the seeds among them. One
 * change at a time; {@link #side} and {@link #beyond} from any thread.
 */
final class Partition {
    private static final long DONE_SECONDS = 10;

    private record State(Set<Integer> side, Set<Integer> ports) {}

    private final Seeds seeds;

    /** All that the cut was told to, also those that are gone: they end for the others when it is mended. */
    private final Set<LiveNode> told = new LinkedHashSet<>();

    private volatile State state = new State(Set.of(), Set.of());

    Partition(Seeds seeds) {
        this.seeds = seeds;
    }

    /** The nodes of the side that was named, ascending; none if the network is whole. */
    Set<Integer> side() {
        return state.side;
    }

    /** What a node cannot reach now. */
    Predicate<Address> beyond(int node) {
        State now = state;
        boolean isInside = now.side.contains(node);
        return address -> !now.ports.isEmpty() && now.ports.contains(address.port()) != isInside;
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
     * @param side the numbers of some of the nodes, not all
     * @param nodes all of them
     */
    void cut(Set<Integer> side, Collection<LiveNode> nodes) throws LabException, InterruptedException {
        Set<Integer> ports = new HashSet<>();
        nodes.stream().filter(node -> side.contains(node.number())).forEach(node -> ports.add(node.port()));
        state = new State(Collections.unmodifiableSet(new TreeSet<>(side)), ports);
        told.addAll(nodes);
        tell(node -> node.cutOff(beyond(node.number())));
    }

    /** Whether nobody was cut off, or all have followed the end of it: what failed is done again. */
    boolean isWhole() {
        return told.isEmpty();
    }

    /** Makes the network whole. */
    void mend() throws LabException, InterruptedException {
        state = new State(Set.of(), Set.of());
        tell(node -> node.cutOff(address -> false));
        told.clear();
    }

    private void tell(Function<LiveNode, CompletableFuture<Void>> how) throws LabException, InterruptedException {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        told.forEach(node -> done.add(how.apply(node)));
        done.addAll(seeds.cutOff(beyond(0)));
        try {
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(DONE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LabException("the sockets did not follow within " + DONE_SECONDS + " s: " + e);
        }
    }
}
