package grapevine.bench;

import grapevine.bench.system.Deliveries;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** The same for every system: checks what nodes get and enters it in the books of the phase it belongs to. */
final class Verifier implements Deliveries {
    private final int nodes;
    private final List<Ledger> phases = new CopyOnWriteArrayList<>();
    private final LongAdder corrupt = new LongAdder();
    private volatile Ledger[] open = new Ledger[0];

    Verifier(int nodes) {
        this.nodes = nodes;
    }

    /**
     * Begins a phase; its number is how many there were before.
     *
     * @param timed of how many broadcasts it is kept when the last node had them
     */
    Ledger begin(int timed) {
        Ledger ledger = new Ledger(nodes, timed);
        phases.add(ledger);
        open = phases.toArray(Ledger[]::new);
        return ledger;
    }

    /** The number of the last phase that began. */
    int phase() {
        return open.length - 1;
    }

    @Override
    public void received(int node, byte[] bytes, int offset, int length) {
        if (!Payload.isWhole(bytes, offset, length)) {
            corrupt.increment();
            return;
        }
        Ledger[] books = open;
        int phase = Payload.phase(bytes, offset);
        if (phase < books.length) {
            books[phase].got(node, Payload.publisher(bytes, offset), Payload.number(bytes, offset));
        }
    }

    /** Which phase the missed ones were of is not known: they are taken for the last one's. */
    @Override
    public void missed(int node, long count) {
        Ledger[] books = open;
        if (books.length > 0) {
            books[books.length - 1].told(node, count);
        }
    }

    /** Throws the books away, and with them their memory. */
    void forget() {
        phases.clear();
        open = new Ledger[0];
    }

    long corrupt() {
        return corrupt.sum();
    }

    long sum(ToLongFunction<Ledger> figure) {
        return phases.stream().mapToLong(figure).sum();
    }
}
