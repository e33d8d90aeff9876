package grapevine.sim.meter;

import grapevine.sim.net.VirtualHost;
import grapevine.sim.result.Results;
import grapevine.wire.Address;
import java.util.Arrays;
import java.util.BitSet;
import org.HdrHistogram.Histogram;

/** How one message spreads: a byte for each process, and a histogram; nothing for each delivery. */
final class Spreading {
    /** The longest delivery told apart, ms; two digits of it are kept. */
    private static final long LONGEST = 24 * 3_600_000L;

    private static final int DIGITS = 2;
    private static final byte FAR = Byte.MAX_VALUE;

    private final int number;
    private final Address origin;
    private final long at;
    private final int originHost;
    private final BitSet owed;
    private final Histogram latency = new Histogram(DIGITS); // it grows: most times are short, and messages may be many

    /** By process number: how many links the first copy came over, 0 for those it did not reach. */
    private byte[] hops = {};

    /** How many of those owed it do not have it. */
    private int lacking;

    private final BitSet excused = new BitSet();
    private long copies;

    /**
     * A message just published.
     *
     * @param number its place among the messages of the run, from 1
     * @param owed numbers of the processes that have to get it
     */
    Spreading(int number, VirtualHost origin, long at, BitSet owed) {
        this.number = number;
        this.origin = origin.address();
        this.at = at;
        this.owed = owed;
        lacking = owed.cardinality();
        originHost = origin.number();
    }

    void copied() {
        copies++;
    }

    void delivered(VirtualHost to, int from, long now) {
        int host = to.number();
        if (host >= hops.length) {
            hops = Arrays.copyOf(hops, Math.max(host + 1, hops.length * 2));
        }
        int before = from == originHost || from >= hops.length ? 0 : hops[from];
        if (hops[host] == 0) {
            hops[host] = (byte) Math.min(FAR, before + 1);
            latency.recordValue(Math.min(LONGEST, now - at));
            lacking -= owed.get(host) ? 1 : 0;
        }
    }

    boolean isEverywhere() {
        return lacking == 0;
    }

    /** This process knows that it will not get it. */
    void excused(VirtualHost host) {
        excused.set(host.number());
    }

    private boolean has(int host) {
        return host < hops.length && hops[host] > 0;
    }

    /**
     * What became of it.
     *
     * @param up numbers of the processes that are up at the end
     * @param zero the time from which results count
     * @param dueSince what was published up to then has to be everywhere by now
     */
    Results.Spread result(BitSet up, long zero, long dueSince) {
        BitSet without = (BitSet) owed.clone();
        without.and(up);
        for (int host = without.nextSetBit(0); host >= 0; host = without.nextSetBit(host + 1)) {
            without.set(host, !has(host));
        }
        int lacking = without.cardinality();
        without.andNot(excused);
        int untold = without.cardinality();
        boolean isDue = at <= dueSince;
        int[] byHops = new int[FAR + 1];
        int last = 0;
        int reached = 0;
        for (byte hop : hops) {
            if (hop > 0) {
                byHops[hop]++;
                reached++;
                last = Math.max(last, hop);
            }
        }
        return new Results.Spread(
                number,
                origin,
                at - zero,
                owed.cardinality(),
                reached,
                isDue ? untold : 0,
                lacking - untold,
                isDue ? 0 : untold,
                copies,
                latency,
                Arrays.copyOf(byHops, last + 1));
    }
}
