package grapevine.sim.result;

import grapevine.sim.net.Drop;
import grapevine.sim.scenario.Scenario;
import grapevine.wire.Address;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a {@link Scenario} showed. All of it follows from the scenario, so two runs are equal to the last
 * digit. Times are ms from the moment the network had formed.
 *
 * @param scenario what was run
 * @param form the overlay at the end
 * @param messages what became of each message, in the order of publication
 * @param wholeness what the network fell into, over time and right after each fault
 * @param traffic what was said between nodes
 * @param liveness who was held for dead
 * @param counters the sums over all nodes there ever were, by key, without those that are zero
 * @param checks the invariants, and how often each was looked at
 * @param violations what was broken, first first; at most as many as are worth reading
 * @param joining what the joins of the first peers took
 * @param healing what it took peers to find an older neighbour after the loss of the last one
 * @param views what peers know of each other at the end
 * @param viewGraph who knows whom at the end; null unless the scenario asks for it
 * @param pace what peers sent from the moment the network had formed
 * @param events what happened in virtual time: arrivals, timers, endings
 * @param virtualMillis how long the run was, from its beginning
 */
public record Results(
        Scenario scenario,
        Form form,
        List<Spread> messages,
        List<Wholeness> wholeness,
        Traffic traffic,
        Liveness liveness,
        Map<String, Long> counters,
        List<Checked> checks,
        List<Violation> violations,
        Joining joining,
        Healing healing,
        Views views,
        @Nullable ViewGraph viewGraph,
        Pace pace,
        long events,
        long virtualMillis) {

    /** Of so many values the mean and the largest; zero where there are none. */
    public record Figures(long count, double mean, long most) {}

    /**
     * The joins of the first peers.
     *
     * @param millis from the start of a peer until it had its place, ms
     * @param bytes what a joining peer sent and was sent, until a second after it had its place; of up to 20,000 of
     *     them
     */
    public record Joining(Figures millis, Figures bytes) {}

    /**
     * Peers without any older neighbour.
     *
     * @param orphaned how often a peer lost the last one
     * @param rounds of the dials that brought one again: those made at once are the first, and a dial in the place of
     *     one that came to nothing is of the round after that one's
     * @param millis until it had one again
     * @param lackMillis how long peers were without one that was up, whether they knew it or not, summed over all peers
     */
    public record Healing(long orphaned, Figures rounds, Figures millis, long lackMillis) {}

    /**
     * The partial views.
     *
     * @param size mean number of entries
     * @param deviation by how many a peer is in more or in fewer views than another (standard deviation of the
     *     in-degree)
     * @param dead which share of the entries names peers that are gone
     */
    public record Views(double size, double deviation, double dead) {}

    /**
     * The graph in which two live peers are joined if one has the other in its view.
     *
     * @param named in how many views of others each live peer is, in the order of {@link Form#peers}
     * @param edges each pair once, as two places in that order: 2k and 2k+1 belong together, the lower first
     * @param recovery what the last crash did to the views; null if there was none
     */
    public record ViewGraph(
            int[] named, int[] edges, @Nullable Recovery recovery) {}

    /**
     * What became of entries that named peers which were gone.
     *
     * @param at when the peers were killed
     * @param dead which share of the entries named the dead right then
     * @param periods until it was below 1 %, in periods of sampling, to a tenth; -1 if it never was
     */
    public record Recovery(long at, double dead, double periods) {}

    /**
     * What was sent a second, by peers that were up from the moment the network had formed until the end.
     *
     * @param bytes a peer
     * @param hubLinks how many links the peer with the most links holds at the end
     * @param hubBytes what this one sent
     */
    public record Pace(Figures bytes, int hubLinks, long hubBytes) {}

    /**
     * The overlay as the live peers hold it: a link counts when both ends hold it.
     *
     * @param peers the live peers, in the order in which they were started
     * @param degrees their numbers of links, in the same order
     * @param edges each link once, as two places in {@code peers}: 2k and 2k+1 belong together, the lower first
     * @param joined when the last of the first peers had its place, ms after the start of the run; -1 if one never had
     */
    public record Form(List<Address> peers, int[] degrees, int[] edges, long joined) {}

    /**
     * One message.
     *
     * @param number its place among those published, from 1
     * @param at when it was published
     * @param owed peers that were joined when it was published, its origin left out
     * @param reached how many peers got it, also such as joined later
     * @param survivorsMissed of those owed, the ones that are up at the end and neither got it nor know that they
     *     missed it, though it is due
     * @param givenUp of those owed, the ones that are up at the end and did not get it, and were told so
     * @param underWay of those owed, the ones that are up at the end and do not have it yet: it is not due
     * @param copies how often it came over a link, in all; those beyond one a peer reached are redundant
     * @param latency ms from the publication to each delivery
     * @param hops how many peers it reached over how many links: {@code hops[3]} over three
     */
    public record Spread(
            int number,
            Address origin,
            long at,
            int owed,
            int reached,
            int survivorsMissed,
            int givenUp,
            int underWay,
            long copies,
            Histogram latency,
            int[] hops) {
        /** The times of all deliveries of all these, of which there is at least one. */
        public static Histogram latencies(List<Spread> spreads) {
            Histogram all = spreads.get(0).latency().copy();
            spreads.stream().skip(1).forEach(spread -> all.add(spread.latency()));
            return all;
        }

        /** Copies beyond the first, for each peer reached. */
        public double redundancy() {
            return reached == 0 ? 0 : (double) (copies - reached) / reached;
        }

        /** The longest way it went, in links. */
        public int lastHop() {
            int last = hops.length - 1;
            while (last > 0 && hops[last] == 0) {
                last--;
            }
            return last;
        }
    }

    /**
     * What the live peers fall into, by the links between them.
     *
     * @param peers how many there are
     * @param largest how many are in the largest component
     * @param components how many there are
     * @param after the fault that was done just before, or empty
     */
    public record Wholeness(long at, int peers, int largest, int components, String after) {}

    /**
     * What was said.
     *
     * @param sent by kind of message, in the order of the alphabet
     * @param dropped by reason; what is neither here nor in {@code arrived} was on its way at the end
     */
    public record Traffic(Map<String, Volume> sent, long arrived, Map<Drop, Long> dropped) {
        /** Messages sent, of all kinds. */
        public long messages() {
            return sent.values().stream().mapToLong(Volume::messages).sum();
        }

        /** Bytes sent, in all kinds. */
        public long bytes() {
            return sent.values().stream().mapToLong(Volume::bytes).sum();
        }
    }

    /** So many messages of one kind, and their bytes on the wire: estimated where there are more than 100,000. */
    public record Volume(long messages, long bytes) {}

    /**
     * Deaths, told and real.
     *
     * @param reported neighbours held for dead
     * @param wronglyReported those among them that were up and could answer
     * @param removed peers struck off a seed's list as dead
     * @param wronglyRemoved those among them that were up and could answer
     * @param died peers killed or silenced
     * @param left peers that left in order
     * @param firstReport from each death until a neighbour first held that peer for dead, ms
     * @param offAllLists from each death until all seeds had struck that peer off, ms
     */
    public record Liveness(
            long reported,
            long wronglyReported,
            long removed,
            long wronglyRemoved,
            long died,
            long left,
            Figures firstReport,
            Figures offAllLists) {}

    /** An invariant, and how often it was looked at and found broken. */
    public record Checked(Invariant invariant, long evaluated, long broken) {
        public String name() {
            return invariant.word();
        }
    }

    /**
     * An invariant broken.
     *
     * @param nodes those that break it
     * @param detail what was seen
     */
    public record Violation(Invariant invariant, long at, List<Address> nodes, String detail) {
        public String name() {
            return invariant.word();
        }

        /** The same with its time counted from another moment. */
        public Violation since(long start) {
            return new Violation(invariant, at - start, nodes, detail);
        }
    }
}
