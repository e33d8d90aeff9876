package grapevine.peer.core.link;

import grapevine.peer.core.ground.Timed;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a {@link PeerLink} until it is a link: whom we dialled and what for, what the other end said of
 * itself, and by when it has to get further. A link has no deadline, and nothing of this is kept of one: most of what a
 * large network takes is links.
 */
final class Opening implements Timed {
    static final long HELLO_MILLIS = 5000;
    static final long LINE_MILLIS = 10_000;
    static final long ACCEPT_MILLIS = 3000;

    private final Connections connections;
    private final PeerLink link;
    private final @Nullable Address dialled;
    private final Purpose purpose;
    private @Nullable Hello hello;
    private @Nullable Identity identitySaid;
    private PeerLink.State state = PeerLink.State.STRANGE;
    private long greetedAt;
    private boolean compares;
    private long deadline;

    /**
     * Without any time yet.
     *
     * @param dialled null if the other end dialled
     */
    Opening(Connections connections, PeerLink link, @Nullable Address dialled, Purpose purpose) {
        this.connections = connections;
        this.link = link;
        this.dialled = dialled;
        this.purpose = purpose;
    }

    @Nullable
    Address dialled() {
        return dialled;
    }

    Purpose purpose() {
        return purpose;
    }

    void greetedBy(Hello said, PeerLink.State now) {
        hello = said;
        state = now;
        greetedAt = connections.ground().now();
    }

    boolean isGreeted() {
        return hello != null;
    }

    /** When the other end said who it is, which was before either end called this a link. */
    long greetedAt() {
        return greetedAt;
    }

    /** We said hello, and so which network we are of. */
    void saidHello() {
        identitySaid = connections.ground().self().identity();
    }

    /** Which network we said that we are of. */
    @Nullable
    Identity identitySaid() {
        return identitySaid;
    }

    /** Strange, greeted or requested. */
    PeerLink.State state() {
        return state;
    }

    /** What the other end said of itself, which it must have done. */
    Hello hello() {
        return Objects.requireNonNull(hello, "no hello yet");
    }

    /** Who the other end says it is, else whom we dialled; null if neither is known. */
    @Nullable
    Address peer() {
        return hello != null ? hello.self() : dialled;
    }

    /** Whoever dialled us has begun to compare, so that we may ask it for messages. */
    void begins() {
        compares = true;
    }

    boolean compares() {
        return compares;
    }

    /** It has so long (ms) to get further. */
    void giveTime(long millis) {
        deadline = connections.ground().now() + millis;
        connections.ground().waiting().add(this);
    }

    /** Nothing is awaited any more. */
    void over() {
        connections.ground().waiting().remove(this);
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void postpone(long byMillis) {
        deadline += byMillis;
    }

    @Override
    public void onDeadline(long now) {
        if (dialled != null) {
            link.close();
            connections.keeper().attemptFailed(link, "no answer");
            return;
        }
        Reason reason = state == PeerLink.State.STRANGE ? Reason.HELLO_TIMEOUT : Reason.LINE_TIMEOUT;
        link.violate(new ProtocolException(reason, "nothing was asked in time"));
    }
}
