package grapevine.peer.core;

import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.Hello;
import org.jspecify.annotations.Nullable;

/** A peer we hold a link to, with what it last said of itself and where its liveness rounds stand. */
final class Neighbour {
    private final Address address;
    private final long epoch;
    private final long age;
    private final boolean older;
    private PeerLink conversation;
    private int olderLinks;
    private int degree;

    /** When anything was last heard of it. */
    long heardAt;

    /** Where the liveness rounds stand; null while nothing was asked since it was last heard. */
    @Nullable
    Silence silence;

    /** Whether messages go to it as they come, and come from it; see {@link Tree}. */
    boolean isEager;

    /** Whether it asked us to announce what we get. */
    boolean listens;

    /** What was not sent on its congested link and will be announced; null while it is not congested. */
    @Nullable
    Bundle skipped;

    /** When it was last told what had come here lately; until then, when the link was made. */
    long toldAt;

    /** How often it was told so on this connection, each time within a second of the one before; 0 if never. */
    byte told;

    /** When its link last became eager or lazy. */
    long turnedAt = -1;

    /** When it last passed a message on to us. */
    long gossipedAt = -1;

    Neighbour(PeerLink conversation, Hello hello, boolean older, long now) {
        this.conversation = conversation;
        this.older = older;
        address = hello.self();
        epoch = hello.epoch();
        age = hello.age();
        heardAt = now;
        toldAt = now;
    }

    Address address() {
        return address;
    }

    long epoch() {
        return epoch;
    }

    long age() {
        return age;
    }

    /** Whether it comes before us. */
    boolean isOlder() {
        return older;
    }

    PeerLink conversation() {
        return conversation;
    }

    Link link() {
        return conversation.link();
    }

    /** Another connection to the same peer stays instead. */
    void moveTo(PeerLink other) {
        conversation = other;
        told = 0;
    }

    void says(int itsOlderLinks, int itsDegree) {
        if (itsOlderLinks >= 0) {
            olderLinks = itsOlderLinks;
        }
        if (itsDegree >= 0) {
            degree = itsDegree;
        }
    }

    int olderLinks() {
        return olderLinks;
    }

    int degree() {
        return degree;
    }

    /** Liveness rounds in a row without an answer. */
    int missed() {
        return silence == null ? 0 : silence.missed;
    }

    Entry entry() {
        return new Entry(address, degree, age, epoch);
    }
}
