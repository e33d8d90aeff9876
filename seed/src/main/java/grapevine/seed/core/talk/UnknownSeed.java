package grapevine.seed.core.talk;

import grapevine.seed.core.ground.Ground;
import grapevine.wire.Message.Compare;
import grapevine.wire.Message.Fetch;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Registrations;
import grapevine.wire.ProtocolException.Reason;

/**
 * Somebody who says that it is a seed, and whom this one does not take for one. It may ask what anybody may; what seeds
 * say to each other gets the reason why it is not heard.
 */
final class UnknownSeed extends Exchange {
    private final Hello hello;

    UnknownSeed(Ground ground, Answers answers, Incoming connection, Hello hello) {
        super(ground, answers, connection, hello);
        this.hello = hello;
    }

    @Override
    public void onRegistrations(Registrations registrations) {
        refuse();
    }

    @Override
    public void onCompare(Compare compare) {
        refuse();
    }

    @Override
    public void onFetch(Fetch fetch) {
        refuse();
    }

    private void refuse() {
        connection().end(Reason.UNEXPECTED, why());
    }

    private String why() {
        if (hello.self().equals(ground.settings().self())) {
            return hello.self() + " is this seed's own address";
        }
        return ground.settings().isSeed(hello.self())
                ? connection().remote() + " is not where " + hello.self() + " would come from"
                : hello.self() + " is not in this seed's list of seeds";
    }
}
