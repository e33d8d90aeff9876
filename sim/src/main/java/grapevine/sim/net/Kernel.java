package grapevine.sim.net;

import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel of a machine does for the one process there: it holds the process' ends of connections, keeps what
 * arrives while the process stands still, and closes everything when it ends. What the process does is
 * {@link VirtualHost}'s, which is one object with this because there may be millions of them.
 */
abstract class Kernel {
    private enum State {
        RUNNING,
        /** SIGSTOP: the kernel goes on, the process does not. */
        FROZEN,
        /** Left or killed: the kernel answers that nobody is there. */
        EXITED,
        /** The whole machine is silent. */
        OFF
    }

    private final VirtualNetwork network;
    private State state = State.RUNNING;
    private @Nullable VirtualLink firstLink;
    private @Nullable VirtualLink lastLink;

    /** Null while nothing waits. */
    private @Nullable Inbox inbox;

    Kernel(VirtualNetwork network) {
        this.network = network;
    }

    VirtualNetwork network() {
        return network;
    }

    // The process

    /** Whether the process is there, frozen or not. */
    public boolean isUp() {
        return state == State.RUNNING || state == State.FROZEN;
    }

    public boolean isFrozen() {
        return state == State.FROZEN;
    }

    boolean isExited() {
        return state == State.EXITED;
    }

    boolean isOff() {
        return state == State.OFF;
    }

    /** Something arrives; a frozen process finds it later. */
    void takeIn(LinkEvent event) {
        if (state == State.RUNNING) {
            event.handOver();
        } else if (state == State.FROZEN) {
            inbox = inbox == null ? new Inbox() : inbox;
            inbox.add(event);
        } else {
            event.lost();
        }
    }

    void suspend() {
        state = State.FROZEN;
    }

    void resume() {
        state = State.RUNNING;
    }

    /** What waited comes at once, each link's input in its order, the overdue timer anywhere among it. */
    void takeInWaiting() {
        Inbox waiting = inbox;
        inbox = null;
        if (waiting != null) {
            waiting.takeAll(network.chances().orders()).forEach(this::takeIn);
        }
    }

    /** The process ends; what it had open is closed, after a kill by the book or not. */
    void closeAll(boolean killed) {
        state = State.EXITED;
        dropInbox();
        for (VirtualLink link : links()) {
            link.end(killed && !network.chances().closesInOrder() ? Segment.Kind.RST : Segment.Kind.FIN);
        }
    }

    /** The machine falls silent. */
    void vanish() {
        state = State.OFF;
        dropInbox();
        links().forEach(VirtualLink::forget);
    }

    private void dropInbox() {
        if (inbox != null) {
            inbox.clear();
            inbox = null;
        }
    }

    /** Messages that the process has not taken in, or that a dial has not let out. */
    long messagesWaiting() {
        long messages = inbox == null ? 0 : inbox.messages();
        for (VirtualLink link : links()) {
            messages += link.unsent();
        }
        return messages;
    }

    // Its ends of connections

    void list(VirtualLink link) {
        link.before = lastLink;
        if (lastLink == null) {
            firstLink = link;
        } else {
            lastLink.after = link;
        }
        lastLink = link;
    }

    void unlist(VirtualLink link) {
        if (link.before == null && firstLink != link) {
            return;
        }
        if (link.before == null) {
            firstLink = link.after;
        } else {
            link.before.after = link.after;
        }
        if (link.after == null) {
            lastLink = link.before;
        } else {
            link.after.before = link.before;
        }
        link.before = null;
        link.after = null;
    }

    /** As they are now, in the order in which they came. */
    List<VirtualLink> links() {
        List<VirtualLink> links = new ArrayList<>();
        for (VirtualLink link = firstLink; link != null; link = link.after) {
            links.add(link);
        }
        return links;
    }

    /** Its ends of connections with this address, in the order in which they came. */
    public List<VirtualLink> linksTo(Address remote) {
        return links().stream().filter(link -> link.remote().equals(remote)).toList();
    }
}
