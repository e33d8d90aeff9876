package grapevine.sim.net;

import grapevine.wire.Address;
import java.util.HashMap;
import java.util.Map;

/**
 * Machines whose way to all others is thin: everything they send stands in one queue, whatever connection it is on, and
 * so does everything sent to them. What is in it comes one after the other, as fast as the way takes it.
 */
public final class Pipes {
    private static final long BITS = 8;
    private static final long MILLIS = 1000;

    /** What a segment takes besides what it carries, bytes. */
    private static final int HEADERS = 40;

    /** One machine's, each way: when what was put in last is through, in units of 1/1000 ms. */
    private static final class Pipe {
        long bitsPerSecond;
        long upFreeAt;
        long downFreeAt;
    }

    private final Map<Address, Pipe> pipes = new HashMap<>();

    /** There are none. */
    Pipes() {}

    /** The ways of these machines carry so much each way from now on, bits per second, > 0; no others are thin. */
    void thin(Map<Address, Long> rates) {
        pipes.keySet().retainAll(rates.keySet());
        rates.forEach((address, rate) -> pipes.computeIfAbsent(address, any -> new Pipe()).bitsPerSecond = rate);
    }

    /** Whether there are such ways. */
    public boolean areThere() {
        return !pipes.isEmpty();
    }

    /** When the last of so many bytes comes out that are sent now and take this latency, ms. */
    long through(VirtualLink from, int bytes, long now, long latency) {
        Pipe up = pipes.get(from.local());
        Pipe down = pipes.get(from.remote());
        long bits = (bytes + HEADERS) * BITS * MILLIS * MILLIS;
        long at = now * MILLIS;
        if (up != null) {
            at = Math.max(at, up.upFreeAt) + bits / up.bitsPerSecond;
            up.upFreeAt = at;
        }
        at += latency * MILLIS;
        if (down != null) {
            at = Math.max(at, down.downFreeAt) + bits / down.bitsPerSecond;
            down.downFreeAt = at;
        }
        return at / MILLIS;
    }
}
