package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Role;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call on another peer on a connection for that alone: hello, the matter, its answers, goodbye. What the matter is, a
 * subclass knows: it says it with {@link #say}, at once or when {@link #greeted}, hears the answers, and goes with
 * {@link #leave}. The peer visited hears it in {@link Handshake}. Whoever cannot be visited leaves the view.
 */
abstract class Visit extends Exchange {
    private @Nullable Hello host;

    /** Starts at once, and is over after {@code atMost} ms. */
    Visit(PeerNode node, Address target, long atMost) {
        super(node, target, atMost);
    }

    /** The host said who it is; a later epoch than expected is for the subclass to judge. */
    void greeted(Hello said) {}

    /** Nothing more will be heard: nobody is there, time was up, or the host would not talk. */
    abstract void gaveUp();

    /** Who the host said it is; not before it did. */
    final Hello host() {
        return Objects.requireNonNull(host, "no hello yet");
    }

    /** All is said. */
    final void leave() {
        say(new Bye("done"));
        done();
    }

    @Override
    public final void onHello(Hello said) {
        if (host != null || said.role() != Role.PEER || !said.self().equals(target)) {
            onUnexpected(said);
        } else {
            host = said;
            greeted(said);
        }
    }

    @Override
    public final void onBye(Bye bye) {
        abandon();
        failed(Failure.TURNED_AWAY, bye.reason());
    }

    @Override
    final void failed(Failure failure, String why) {
        node.view().removeKey(target);
        gaveUp();
    }

    /** Whether the answer comes after the hello, as it has to; else the visit ends here. */
    final boolean isFromHost(Message answer) {
        if (host == null) {
            onUnexpected(answer);
        }
        return host != null;
    }
}
