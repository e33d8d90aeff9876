package grapevine.lab;

import grapevine.lab.network.Overlay;
import grapevine.node.Fact;
import grapevine.wire.Address;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** What a {@link Script} can have done, whichever way time passes: three seeds, and peers by their number. */
interface ScriptRunner extends AutoCloseable {
    /** Starts a peer and waits until it is ready; so the peers' ages are in the order of their starts. */
    void start(int peer) throws Exception;

    /** The peer makes its next message, unless it has nobody to send it to yet; tells whether it did. */
    boolean publish(int peer);

    /** Ends the process without a word. */
    void crash(int peer) throws Exception;

    /** Cuts these off from everybody else, seeds too, until {@link #heal}: what is said waits on the way. */
    void cutOff(Set<Integer> peers);

    void heal();

    /** Lets time pass until the condition holds, and fails if that takes too long. */
    void await(String what, Condition condition);

    /** By the answers of all peers that were started and not crashed. */
    Overlay overlay() throws IOException;

    Address addressOf(int peer);

    int numberOf(Address peer);

    /** What the application of a peer was handed, {@code <peer>/<n>} each, twice if it was handed twice. */
    List<String> delivered(int peer);

    /** Everything a seed, by its number, said so far. */
    List<Fact> told(int seed);

    /** Whom a seed lists now. */
    SortedSet<Integer> listedBy(int seed) throws IOException;

    @Override
    void close();

    /** Something to wait for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }
}
