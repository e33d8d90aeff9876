package grapevine.seed.core.talk;

import grapevine.seed.core.ground.Ground;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Who;
import grapevine.wire.Message.Why;

/** Before the hello: it is awaited; a person on this machine may ask without one. */
final class Newcomer extends Exchange {
    private final Reception reception;

    Newcomer(Ground ground, Answers answers, Reception reception, Incoming connection) {
        super(ground, answers, connection, null);
        this.reception = reception;
    }

    @Override
    public void onHello(Hello hello) {
        reception.greeted(connection(), hello);
    }

    @Override
    public void onStatus(Status status) {
        reception.askedWithoutHello(connection());
        super.onStatus(status);
    }

    @Override
    public void onWho(Who who) {
        reception.askedWithoutHello(connection());
        super.onWho(who);
    }

    @Override
    public void onWhy(Why why) {
        reception.askedWithoutHello(connection());
        super.onWhy(why);
    }

    @Override
    public void onLivenessRequest(LivenessRequest request) {
        onUnexpected(request);
    }

    @Override
    public void onBye(Bye bye) {
        onUnexpected(bye);
    }
}
