package grapevine.lab.report;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An overlay as a graph on the numbers 0..peers-1: what it holds together by, and what is left of it without some of
 * its peers. Two int arrays, so that a million peers with four million links take 40 MB; libraries take an object a
 * link. Immutable.
 */
public final class OverlayGraph {
    /**
     * What is left when peers are gone, before anybody repairs anything.
     *
     * @param survivors how many are left
     * @param largest how many of them are in the largest component
     * @param components how many components there are
     */
    public record Remains(int survivors, int largest, int components) {
        /** The share of the survivors that is in the largest component; 1 if nobody is left to be apart. */
        public double share() {
            return survivors == 0 ? 1 : (double) largest / survivors;
        }
    }

    /**
     * Shortest ways between peers that are connected.
     *
     * @param mean links on one, over all targets of the peers looked at; 0 if there is none
     * @param longest the longest of them, so at most the diameter
     */
    public record Paths(double mean, int longest) {}

    private final int[] starts;
    private final int[] neighbours;

    private OverlayGraph(int[] starts, int[] neighbours) {
        this.starts = starts;
        this.neighbours = neighbours;
    }

    /**
     * The graph of these links.
     *
     * @param edges each link once, the peers at 2k and 2k+1 being its ends
     */
    public static OverlayGraph of(int peers, int[] edges) {
        int[] starts = new int[peers + 1];
        for (int end : edges) {
            starts[end + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = Arrays.copyOf(starts, peers);
        int[] neighbours = new int[edges.length];
        for (int i = 0; i < edges.length; i++) {
            neighbours[next[edges[i]]++] = edges[i ^ 1];
        }
        for (int peer = 0; peer < peers; peer++) {
            Arrays.sort(neighbours, starts[peer], starts[peer + 1]);
        }
        return new OverlayGraph(starts, neighbours);
    }

    public int peers() {
        return starts.length - 1;
    }

    public int links() {
        return neighbours.length / 2;
    }

    public int degree(int peer) {
        return starts[peer + 1] - starts[peer];
    }

    public Degrees degrees() {
        return Degrees.of(IntStream.range(0, peers()).map(this::degree).toArray());
    }

    /** A share (0..1) of the peers, picked at random. */
    public BitSet anyOf(double share, RandomGenerator random) {
        int[] order = IntStream.range(0, peers()).toArray();
        BitSet picked = new BitSet(peers());
        for (int i = 0; i < Math.round(share * peers()); i++) {
            int other = random.nextInt(i, peers());
            picked.set(order[other]);
            order[other] = order[i];
        }
        return picked;
    }

    /** The share (0..1) of the peers with the most links, of equals the first. */
    public BitSet hubs(double share) {
        BitSet picked = new BitSet(peers());
        IntStream.range(0, peers())
                .boxed()
                .sorted(Comparator.comparingInt((Integer peer) -> -degree(peer)))
                .limit(Math.round(share * peers()))
                .forEach(picked::set);
        return picked;
    }

    /** What is left when these are gone. */
    public Remains without(BitSet gone) {
        BitSet seen = (BitSet) gone.clone();
        int[] queue = new int[peers()];
        int largest = 0;
        int components = 0;
        for (int from = seen.nextClearBit(0); from < peers(); from = seen.nextClearBit(from)) {
            largest = Math.max(largest, walk(from, seen, queue, null));
            components++;
        }
        return new Remains(peers() - gone.cardinality(), largest, components);
    }

    /** Shortest ways from {@code samples} random peers (from all, if there are fewer) to all others. */
    public Paths paths(int samples, RandomGenerator random) {
        double links = 0;
        double ways = 0;
        int longest = 0;
        int[] queue = new int[peers()];
        int[] far = new int[peers()];
        BitSet from = sample(samples, random);
        for (int peer = from.nextSetBit(0); peer >= 0; peer = from.nextSetBit(peer + 1)) {
            far[peer] = 0;
            int reached = walk(peer, new BitSet(peers()), queue, far);
            for (int i = 1; i < reached; i++) {
                links += far[queue[i]];
                longest = Math.max(longest, far[queue[i]]);
            }
            ways += reached - 1;
        }
        return new Paths(ways == 0 ? 0 : links / ways, longest);
    }

    /**
     * How many of the pairs of a peer's neighbours are neighbours themselves, the mean over {@code samples} random
     * peers (all, if there are fewer); a peer with fewer than two counts 0 (D. J. Watts and S. H. Strogatz, Nature 393,
     * 1998).
     */
    public double clustering(int samples, RandomGenerator random) {
        BitSet looked = sample(samples, random);
        double sum = looked.stream().mapToDouble(this::clusteringAt).sum();
        return looked.isEmpty() ? 0 : sum / looked.cardinality();
    }

    private BitSet sample(int samples, RandomGenerator random) {
        return anyOf(Math.min(1, (double) samples / Math.max(1, peers())), random);
    }

    private double clusteringAt(int peer) {
        double pairs = degree(peer) * (degree(peer) - 1.0) / 2;
        long linked = 0;
        for (int i = starts[peer]; i < starts[peer + 1]; i++) {
            for (int j = i + 1; j < starts[peer + 1]; j++) {
                int one = neighbours[i];
                linked += Arrays.binarySearch(neighbours, starts[one], starts[one + 1], neighbours[j]) >= 0 ? 1 : 0;
            }
        }
        return pairs == 0 ? 0 : linked / pairs;
    }

    /** Breadth first; fills the queue, and the distances if they are wanted. Returns how many were reached. */
    private int walk(int from, BitSet seen, int[] queue, int @Nullable [] far) {
        int end = 0;
        queue[end++] = from;
        seen.set(from);
        for (int at = 0; at < end; at++) {
            int peer = queue[at];
            for (int i = starts[peer]; i < starts[peer + 1]; i++) {
                int next = neighbours[i];
                if (!seen.get(next)) {
                    seen.set(next);
                    queue[end++] = next;
                    if (far != null) {
                        far[next] = far[peer] + 1;
                    }
                }
            }
        }
        return end;
    }
}
