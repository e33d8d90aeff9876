package grapevine.seed.core.talk;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Limits;
import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections that others made, by what they have to do next: say hello, go on with their exchange, or nothing when
 * they are links of other seeds. All of a kind get the same time, so the first in order is the first to be due.
 */
public final class Connections {
    /** Time to say hello (ms). */
    static final long HELLO = 5_000;

    /** How long an exchange may be silent (ms). */
    static final long IDLE = 10_000;

    /** Whoever asks while more than this (bytes) of what it was told waits does not read. */
    private static final long MOST_UNREAD = Limits.BODY;

    /** Between two facts that connections are closed for lack of room (ms): under attack there are thousands. */
    private static final long TOLD_EVERY = 10_000;

    private final Ground ground;
    /** With the time by which they must have said hello. */
    private final Map<Incoming, Long> waiting = new LinkedHashMap<>();
    /** With the time by which they must have said something more, the longest idle first. */
    private final Map<Incoming, Long> exchanges = new LinkedHashMap<>();

    private final Map<Address, SeedExchange> seeds = new LinkedHashMap<>();
    private long nextTold = Long.MIN_VALUE;

    public Connections(Ground ground) {
        this.ground = ground;
    }

    /** A connection has come. */
    void add(Incoming connection) {
        waiting.put(connection, ground.now() + HELLO);
        if (waiting.size() > ground.settings().maxWaiting()) {
            closeFirst(waiting, "connections wait for their hello; the oldest is closed");
        }
    }

    /** It said what it is, or asked what needs no hello. */
    void greeted(Incoming connection) {
        waiting.remove(connection);
        exchanges.put(connection, ground.now() + IDLE);
        if (exchanges.size() > ground.settings().maxExchanges()) {
            closeFirst(exchanges, "exchanges are open; the longest idle is closed");
        }
    }

    /** It is the link of another seed, in place of an earlier one, and may be silent. */
    void stands(Address other, SeedExchange exchange) {
        waiting.remove(exchange.connection());
        exchanges.remove(exchange.connection());
        SeedExchange earlier = seeds.put(other, exchange);
        if (earlier != null) {
            earlier.connection().close();
        }
    }

    /** It said something more; returns whether it is answered: one that does not read what it is told is closed. */
    boolean heardFrom(Incoming connection) {
        if (exchanges.remove(connection) == null) {
            return true;
        }
        long unread = connection.link().backlog();
        if (unread > MOST_UNREAD) {
            overloaded(connection, unread + " bytes wait unread, and it asks for more; it is closed");
            return false;
        }
        exchanges.put(connection, ground.now() + IDLE);
        return true;
    }

    /** How many have not said hello. */
    public int waiting() {
        return waiting.size();
    }

    /** How many are in an exchange. */
    public int exchanges() {
        return exchanges.size();
    }

    /** It is over. */
    void remove(Incoming connection) {
        waiting.remove(connection);
        exchanges.remove(connection);
        seeds.values().removeIf(exchange -> exchange.connection() == connection);
    }

    /** When something is due next. */
    public long due() {
        long due = Math.min(first(waiting), first(exchanges));
        for (SeedExchange exchange : seeds.values()) {
            due = Math.min(due, exchange.due());
        }
        return due;
    }

    /** Does what is due. */
    public void tick() {
        endOverdue(waiting, Reason.HELLO_TIMEOUT, "no hello within " + HELLO + " ms");
        endOverdue(exchanges, Reason.LINE_TIMEOUT, "nothing said for " + IDLE + " ms");
        seeds.values().forEach(SeedExchange::tick);
    }

    /** The seed stood still: everybody gets that time again. */
    public void extend(long by) {
        waiting.replaceAll((connection, due) -> due + by);
        exchanges.replaceAll((connection, due) -> due + by);
    }

    /** Ends them all, now. */
    public void closeAll() {
        List<Incoming> all = new ArrayList<>(waiting.keySet());
        all.addAll(exchanges.keySet());
        seeds.values().forEach(exchange -> all.add(exchange.connection()));
        all.forEach(Incoming::close);
        waiting.clear();
        exchanges.clear();
        seeds.clear();
    }

    private void endOverdue(Map<Incoming, Long> connections, Reason reason, String text) {
        while (first(connections) <= ground.now()) {
            connections.keySet().iterator().next().end(reason, text);
        }
    }

    private void closeFirst(Map<Incoming, Long> connections, String text) {
        Incoming first = connections.keySet().iterator().next();
        connections.remove(first);
        overloaded(first, connections.size() + " " + text);
    }

    private void overloaded(Incoming connection, String text) {
        ground.count(Counter.DROPPED_OVERLOADED);
        if (ground.now() >= nextTold) {
            nextTold = ground.now() + TOLD_EVERY;
            ground.report(new Fact.ConnectionEnded(connection.remote(), Reason.OVERLOADED.word(), text));
        }
        connection.close();
    }

    private static long first(Map<Incoming, Long> connections) {
        return connections.isEmpty()
                ? Long.MAX_VALUE
                : connections.values().iterator().next();
    }
}
