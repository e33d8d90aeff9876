package grapevine.peer.core.join;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Exchange;
import grapevine.wire.Address;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks somebody by a bare hello what we are seen as, and for an age. */
final class Inquiry extends Exchange {
    private final Consumer<@Nullable Hello> then;

    /** {@code then} is given the answer, or null. */
    Inquiry(Ground ground, Address target, Consumer<@Nullable Hello> then) {
        super(ground, target, MOST_MILLIS);
        this.then = then;
    }

    @Override
    public void onHello(Hello hello) {
        say(new Bye("done"));
        done();
        then.accept(hello);
    }

    @Override
    protected void failed(Failure failure, String why) {
        boolean isSeed = ground.settings().seeds().contains(target);
        ground.report(isSeed ? new Fact.SeedUnreachable(target, why) : new Fact.LinkDeclined(target, why, false));
        then.accept(null);
    }
}
