package grapevine.peer.core.link;

import grapevine.peer.core.ground.Ground;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call on another peer on a connection for that alone: hello, the matter, its answers, goodbye. What the matter is, a
 * subclass knows: it says it with {@link #say}, at once or when {@link #greeted}, hears the answers, and goes with
 * {@link #leave}. Whoever cannot be visited leaves the view.
 */
public abstract class Visit extends Exchange {
    private final PartialView<Entry> view;
    private @Nullable Hello host;

    /** Starts at once, and is over after {@code atMost} ms. */
    protected Visit(Ground ground, PartialView<Entry> view, Address target, long atMost) {
        super(ground, target, atMost, ground.helloToPeer());
        this.view = view;
    }

    /** The host said who it is; a later epoch than expected is for the subclass to judge. */
    protected void greeted(Hello said) {}

    /** Who was visited is of another network; {@link #gaveUp} follows. */
    protected void metAnotherNetwork() {}

    /** Nothing more will be heard: nobody is there, time was up, or the host would not talk. */
    protected abstract void gaveUp();

    /** Who the host said it is; not before it did. */
    protected final Hello host() {
        return Objects.requireNonNull(host, "no hello yet");
    }

    /** All is said. */
    protected final void leave() {
        say(new Bye("done"));
        done();
    }

    @Override
    public final void onHello(Hello said) {
        if (host != null || said.role() != Role.PEER || !said.self().equals(target)) {
            onUnexpected(said);
        } else {
            try {
                ground.home().check(said);
            } catch (ProtocolException elsewhere) {
                violated(elsewhere);
                return;
            }
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
    protected final void failed(Failure failure, String why) {
        view.removeKey(target);
        if (why.equals(Reason.WRONG_NETWORK.word())) {
            metAnotherNetwork();
        }
        gaveUp();
    }

    /** Whether the answer comes after the hello, as it has to; else the visit ends here. */
    protected final boolean isFromHost(Message answer) {
        if (host == null) {
            onUnexpected(answer);
        }
        return host != null;
    }
}
