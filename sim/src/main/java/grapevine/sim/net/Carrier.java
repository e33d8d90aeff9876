package grapevine.sim.net;

import grapevine.sim.net.Segment.Kind;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Carries what one end of a connection sends to the other: decides when it arrives, never before what was sent there
 * earlier, and does to it what the weather brings. A cut is met on arrival: see {@link Segment}.
 */
final class Carrier {
    private final VirtualNetwork network;
    private final Chances chances;
    private UnaryOperator<Message> wire = UnaryOperator.identity();
    private Weather weather;
    private boolean letsOvertake;

    Carrier(VirtualNetwork network, Chances chances) {
        this.network = network;
        this.chances = chances;
        weather = new Weather(LinkFaults.NONE, chances.of("weather"));
    }

    void sendThrough(UnaryOperator<Message> passage) {
        wire = passage;
    }

    /** From now on other messages overtake all gossip that is on its way, as they may where gossip piles up. */
    void letOvertake() {
        letsOvertake = true;
    }

    /** A message as it is after the bytes of the wire. */
    Message throughWire(Message message) {
        return wire.apply(message);
    }

    Weather weather() {
        return weather;
    }

    /** What goes wrong from now on; returns whether it is something else than before. */
    boolean trouble(LinkFaults faults) {
        if (weather.has(faults)) {
            return false;
        }
        weather = new Weather(faults, chances.of("weather"));
        return true;
    }

    /** Sends this on its way to the other end; returns why it will never arrive, null if it will. */
    @Nullable
    Drop carry(VirtualLink from, Kind kind, @Nullable Message message) {
        if (network.narrows().swallow(from, kind, message, network.now())) {
            return Drop.STUCK;
        }
        long lateness = 0;
        if (from.isBlackhole() || !weather.isFair()) {
            Drop drop = strike(from, kind);
            if (drop != null) {
                return drop;
            }
            lateness = weather.lateness(kind);
        }
        long arrival = overtakes(kind, message) && weather.isFair()
                ? network.now() + chances.leastLatency()
                : from.arrivalNotBefore(onTheWay(from, message, chances.latency()) + lateness);
        network.schedule(arrival, new Segment(from, kind, message, network.now()));
        return null;
    }

    /** When it comes before the other machine, if nothing else is the matter. */
    private long onTheWay(VirtualLink from, @Nullable Message message, long latency) {
        return network.pipes().left(from.local(), message, network.now()) + latency;
    }

    private boolean overtakes(Kind kind, @Nullable Message message) {
        return letsOvertake
                && kind == Kind.MESSAGE
                && message != null
                && !(message instanceof Gossip || message instanceof Message.Bye || message instanceof Message.Failure)
                && !message.isBehindGossip();
    }

    /** Whether something goes wrong for good with what is sent now. */
    private @Nullable Drop strike(VirtualLink from, Kind kind) {
        if (!from.isBlackhole() && weather.blackholes()) {
            from.fallSilent();
        }
        if (from.isBlackhole()) {
            return Drop.BLACKHOLED;
        }
        if (kind == Kind.MESSAGE && weather.drops()) {
            return Drop.OVERLOADED;
        }
        // A dial that is reset would say that the process is gone: only what is a connection breaks.
        boolean isConnected = kind == Kind.MESSAGE || kind == Kind.FIN;
        if (isConnected && weather.breaks()) {
            from.breakOff();
            return Drop.BROKEN;
        }
        return null;
    }
}
