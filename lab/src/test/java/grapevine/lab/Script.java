package grapevine.lab;

import grapevine.lab.network.Overlay;
import grapevine.node.Fact;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.seed.core.ground.SeedSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Eight peers, each older than the next, of which three crash, the oldest among them; then two are cut off until the
 * seeds have given them up, and return; what was made meanwhile on either side reaches the other. The same for every
 * runner, so that all have to end alike.
 */
final class Script {
    static final int SEEDS = 3;
    private static final int PEERS = 8;

    /** Nobody waits long for those who are cut off, and a slow machine renews in time all the same. */
    private static final Duration LEASE = Duration.ofSeconds(20);

    /** Those who were cut off accuse the others when they are back, and a slow machine has these answer in time. */
    private static final Duration PROBE = Duration.ofSeconds(15);

    private final ScriptRunner runner;
    private final NavigableSet<Integer> live = new TreeSet<>();

    private Script(ScriptRunner runner) {
        this.runner = runner;
    }

    /**
     * How it ended.
     *
     * @param delivered to each peer that is still there, sorted
     * @param removed by each seed at some time
     * @param orphans peers that hold no older link, the oldest left out
     */
    record Ending(
            Map<Integer, List<String>> delivered, Map<Integer, SortedSet<Integer>> removed, Set<Integer> orphans) {}

    static PeerSettings.Builder peer(PeerSettings.Builder settings) {
        return settings.gossipCount(0).pingPeriod(Duration.ofSeconds(2)).lease(LEASE);
    }

    static SeedSettings.Builder seed(SeedSettings.Builder settings) {
        return settings.lease(LEASE).probeTime(PROBE);
    }

    static Ending play(ScriptRunner runner) throws Exception {
        return new Script(runner).play();
    }

    private Ending play() throws Exception {
        for (int peer = 0; peer < PEERS; peer++) {
            runner.start(peer);
            live.add(peer);
        }
        isWhole();
        publish(0);

        crash(2);
        publish(5);
        crash(0);
        crash(6);
        publish(7);

        Set<Integer> cutOff = Set.of(4, 7);
        runner.cutOff(cutOff);
        for (int seed = 0; seed < SEEDS; seed++) {
            int each = seed;
            runner.await("seed " + seed + " gave up the other side", () -> {
                SortedSet<Integer> listed = runner.listedBy(each);
                return cutOff.stream().noneMatch(listed::contains);
            });
        }
        make(3);
        make(4);
        runner.heal();
        isWhole();
        isHeard(3);
        isHeard(4);
        publish(1);
        return ending();
    }

    private void crash(int peer) throws Exception {
        runner.crash(peer);
        live.remove(peer);
        isWhole();
    }

    /** And all others hear of it. */
    private void publish(int peer) {
        make(peer);
        isHeard(peer);
    }

    private void make(int peer) {
        runner.await(peer + " makes a message", () -> runner.publish(peer));
    }

    private void isHeard(int peer) {
        for (int other : live) {
            runner.await(
                    other + " hears of a message of " + peer,
                    () -> other == peer || runner.delivered(other).contains(peer + "/1"));
        }
    }

    /** All peers are linked as they should be, and every seed lists exactly those. */
    private void isWhole() {
        runner.await("the overlay is whole", () -> {
            Overlay overlay = runner.overlay();
            return overlay.isWhole() && overlay.neighbours().size() == live.size();
        });
        for (int seed = 0; seed < SEEDS; seed++) {
            int each = seed;
            runner.await(
                    "seed " + seed + " lists " + live,
                    () -> runner.listedBy(each).equals(live));
        }
    }

    private SortedSet<Integer> removed(List<Fact> told) {
        SortedSet<Integer> removed = new TreeSet<>();
        for (Fact fact : told) {
            if (fact instanceof Fact.PeerRemoved one) {
                removed.add(runner.numberOf(one.peer()));
            }
        }
        return removed;
    }

    private Ending ending() throws IOException {
        Map<Integer, List<String>> delivered = new TreeMap<>();
        for (int peer : live) {
            List<String> sorted = new ArrayList<>(runner.delivered(peer));
            sorted.sort(null);
            delivered.put(peer, sorted);
        }
        Map<Integer, SortedSet<Integer>> removed = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            removed.put(seed, removed(runner.told(seed)));
        }
        Overlay overlay = runner.overlay();
        Set<Integer> orphans = new TreeSet<>();
        for (int peer : live) {
            if (overlay.orphans().contains(runner.addressOf(peer))) {
                orphans.add(peer);
            }
        }
        return new Ending(delivered, removed, orphans);
    }
}
