package grapevine.sim.net;

import grapevine.wire.Address;
import grapevine.wire.Encoder;
import grapevine.wire.Message;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Machines whose way to all others is thin: everything they send stands in one queue, whatever connection it is on, and
 * so does everything sent to them. What is in it comes one after the other, as fast as the way takes it.
 */
public final class Pipes {
    /** What comes to a machine whose way is not thin comes when it comes. */
    static final long WIDE = -1;

    private static final long BITS = 8;
    private static final long MILLIS = 1000;

    /** What a segment takes besides what it carries, bytes. */
    private static final int HEADERS = 40;

    /** What sockets and way take in before what they take waits in its process, bytes. */
    private static final long TAKEN_IN = 32 * 1024;

    /** One machine's, each way: when what was put in last is through, in units of 1/1000 ms. */
    private static final class Pipe {
        long bitsPerSecond;
        long upFreeAt;
        long downFreeAt;

        boolean isEmpty(long now) {
            return Math.max(upFreeAt, downFreeAt) < now * MILLIS;
        }

        /** How long it is until there is room (ms), where so much is taken in up to this time. */
        long fullFor(long freeAt, long now) {
            long room = bitsPerSecond == Long.MAX_VALUE ? 0 : TAKEN_IN * BITS * MILLIS * MILLIS / bitsPerSecond;
            return Math.max(0, (freeAt - room - now * MILLIS + MILLIS - 1) / MILLIS);
        }

        /** How long this takes. */
        long takes(@Nullable Message message) {
            int bytes = message == null ? 0 : Encoder.encode(message).length;
            return (bytes + HEADERS) * BITS * MILLIS * MILLIS / bitsPerSecond;
        }
    }

    private final Map<Address, Pipe> pipes = new HashMap<>();

    /** Those that are thin no more and have something in them still. */
    private final Map<Address, Pipe> emptying = new HashMap<>();

    /** There are none. */
    Pipes() {}

    /** The ways of these machines carry so much each way from now on, bits per second, > 0; no others are thin. */
    void thin(Map<Address, Long> rates) {
        pipes.forEach((address, pipe) -> {
            if (!rates.containsKey(address)) {
                pipe.bitsPerSecond = Long.MAX_VALUE;
                emptying.put(address, pipe);
            }
        });
        pipes.keySet().retainAll(rates.keySet());
        rates.forEach((address, rate) -> {
            Pipe before = emptying.remove(address);
            pipes.computeIfAbsent(address, any -> before == null ? new Pipe() : before).bitsPerSecond = rate;
        });
    }

    /** Whether there are such ways, or something has not come through one that was thin. */
    public boolean areThere(long now) {
        emptying.values().removeIf(pipe -> pipe.isEmpty(now));
        return !pipes.isEmpty() || !emptying.isEmpty();
    }

    /** How long (ms) it is until what is sent from here to there is taken in by the ways of both; 0 if it is now. */
    long fullFor(Address from, Address to, long now) {
        Pipe up = find(from, now);
        Pipe down = find(to, now);
        return Math.max(
                up == null ? 0 : up.fullFor(up.upFreeAt, now), down == null ? 0 : down.fullFor(down.downFreeAt, now));
    }

    /** When the last of this has left the machine that sends it now, ms. */
    long left(Address from, @Nullable Message message, long now) {
        Pipe pipe = find(from, now);
        if (pipe == null) {
            return now;
        }
        pipe.upFreeAt = Math.max(now * MILLIS, pipe.upFreeAt) + pipe.takes(message);
        return pipe.upFreeAt / MILLIS;
    }

    /** When the last of this has come in at the machine before which the first is now, ms; {@link #WIDE} if at once. */
    long come(Address to, @Nullable Message message, long now) {
        Pipe pipe = find(to, now);
        if (pipe == null) {
            return WIDE;
        }
        pipe.downFreeAt = Math.max(now * MILLIS, pipe.downFreeAt) + pipe.takes(message);
        return pipe.downFreeAt / MILLIS;
    }

    private @Nullable Pipe find(Address machine, long now) {
        if (pipes.isEmpty() && emptying.isEmpty()) {
            return null;
        }
        Pipe thin = pipes.get(machine);
        if (thin != null) {
            return thin;
        }
        Pipe wide = emptying.get(machine);
        if (wide != null && wide.isEmpty(now)) {
            emptying.remove(machine);
            return null;
        }
        return wide;
    }
}
