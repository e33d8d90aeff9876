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
    /** Those that have to say hello. */
    private final Awaited waiting = new Awaited();
    /** Those that have to say something more. */
    private final Awaited exchanges = new Awaited();

    private final Map<Address, SeedExchange> seeds = new LinkedHashMap<>();
    private long nextTold = Long.MIN_VALUE;

    public Connections(Ground ground) {
        this.ground = ground;
    }

    /** A connection has come. */
    void add(Incoming connection) {
        waiting.add(connection, ground.now() + HELLO);
        closeBeyond(ground.mostWaiting(), waiting, "connections wait for their hello; the oldest is closed");
    }

    /** It said what it is, or asked what needs no hello. */
    void greeted(Incoming connection) {
        waiting.remove(connection);
        exchanges.add(connection, ground.now() + IDLE);
        closeBeyond(ground.mostExchanges(), exchanges, "exchanges are open; the longest idle is closed");
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
        if (!exchanges.remove(connection)) {
            return true;
        }
        long unread = connection.link().backlog();
        if (unread > MOST_UNREAD) {
            overloaded(connection, unread + " bytes wait unread, and it asks for more; it is closed");
            return false;
        }
        exchanges.add(connection, ground.now() + IDLE);
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
        long due = Math.min(waiting.due(), exchanges.due());
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
        waiting.extend(by);
        exchanges.extend(by);
    }

    /** Ends them all, now. */
    public void closeAll() {
        List<Incoming> all = new ArrayList<>(waiting.takeAll());
        all.addAll(exchanges.takeAll());
        seeds.values().forEach(exchange -> all.add(exchange.connection()));
        seeds.clear();
        all.forEach(Incoming::close);
    }

    private void endOverdue(Awaited connections, Reason reason, String text) {
        while (connections.due() <= ground.now()) {
            connections.first().end(reason, text);
        }
    }

    private void closeBeyond(int most, Awaited connections, String text) {
        for (Incoming victim = connections.takeBeyond(most); victim != null; victim = connections.takeBeyond(most)) {
            overloaded(victim, connections.size() + " " + text);
        }
    }

    private void overloaded(Incoming connection, String text) {
        ground.count(Counter.DROPPED_OVERLOADED);
        if (ground.now() >= nextTold) {
            nextTold = ground.now() + TOLD_EVERY;
            ground.report(new Fact.ConnectionEnded(connection.remote(), Reason.OVERLOADED.word(), text));
        }
        connection.close();
    }
}
