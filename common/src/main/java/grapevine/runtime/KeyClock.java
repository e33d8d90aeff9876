package grapevine.runtime;

import grapevine.keys.Holder;
import grapevine.keys.LiveKeys;
import grapevine.keys.NodeKeys;
import grapevine.node.Fact;
import grapevine.node.Fact.ClockBehind;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What the certificates of others are held to, as the clock of this machine may be wrong. That a certificate is not
 * valid yet tells that this clock is behind, and is no reason to refuse it. That one has run out is judged by this
 * clock or, where the members that said hello last agree on an earlier time, by theirs: so whose clock is ahead refuses
 * nobody once it has heard somebody, and nobody is refused by what others say their clocks show. For any thread.
 */
final class KeyClock {
    /** So many others' clocks are compared, one of each name. */
    private static final int MOST_HEARD = 16;

    /** A clock that shows more says nothing (ms since 1970). */
    private static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    private final LiveKeys keys;
    private final MachineClocks machine;

    // Guarded by this.

    private final MonotonicClock neverSet;

    /** By how much (ms) each one's clock is ahead of the one here that nobody sets, by name, the latest last. */
    private final Map<String, Long> heard = new LinkedHashMap<>();

    private Instant newest = Instant.MIN;
    private boolean isTold;

    KeyClock(LiveKeys keys, MachineClocks machine) {
        this.keys = keys;
        this.machine = machine;
        this.neverSet = new MonotonicClock(machine);
    }

    /** What the clock of this machine shows. */
    Instant now() {
        return Instant.ofEpochMilli(machine.wallMillis());
    }

    /** Goes on while the machine sleeps. */
    private long neverSet() {
        return neverSet.at(machine.nanoTime());
    }

    /**
     * Somebody whose certificate was accepted said what its clock shows.
     *
     * @param time ms since 1970, 0 if it did not say
     */
    synchronized void heard(String name, long time) {
        if (time <= 0 || time > LATEST || name.equals(keys.now().self().name())) {
            return;
        }
        heard.remove(name);
        heard.put(name, time - neverSet());
        if (heard.size() > MOST_HEARD) {
            heard.remove(heard.keySet().iterator().next());
        }
    }

    /**
     * Why whoever shows this certificate is refused, by these keys; null if it is not.
     *
     * @param shown one of this network
     */
    @Nullable
    String refusal(NodeKeys by, X509Certificate shown) {
        Instant clock = now();
        return by.refusal(shown, clock, time(by, clock));
    }

    private synchronized Instant time(NodeKeys by, Instant clock) {
        if (heard.isEmpty()) {
            return by.timeAlone(clock);
        }
        long ours = neverSet();
        long[] sorted = LongStream.concat(
                        LongStream.of(clock.toEpochMilli() - ours),
                        heard.values().stream().mapToLong(Long::longValue))
                .sorted()
                .toArray();
        Instant most = Instant.ofEpochMilli(sorted[(sorted.length - 1) / 2] + ours);
        return most.isBefore(clock) ? most : clock;
    }

    /** The node begins. */
    @Nullable
    Fact begun() {
        return met(keys.now().certificate());
    }

    /**
     * This certificate was accepted, or is the own one.
     *
     * @return what the operator is to be told, once until the clock was set: null for nothing
     */
    synchronized @Nullable Fact met(X509Certificate certificate) {
        Instant clock = now();
        Instant from = certificate.getNotBefore().toInstant();
        newest = from.isAfter(newest) ? from : newest;
        if (!clock.isBefore(newest)) {
            isTold = false;
        } else if (!isTold && clock.isBefore(from)) {
            isTold = true;
            return new ClockBehind(
                    Holder.of(certificate).name(),
                    from.toString(),
                    clock.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return null;
    }
}
