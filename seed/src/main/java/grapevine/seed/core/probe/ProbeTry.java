package grapevine.seed.core.probe;

import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedConversation;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.probe.Probe.Outcome;
import grapevine.wire.Message;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.ProtocolException.Reason;

/**
 * One try of a probe: dial, hello, liveness request. A connection alone proves nothing, since the kernel accepts for a
 * frozen process too; the hello of the same epoch and the reply do.
 */
final class ProbeTry extends SeedConversation implements Message.Handler {
    private final Probe probe;
    private final Link link;
    private boolean greeted;

    ProbeTry(Ground ground, Probe probe) {
        super(ground);
        this.probe = probe;
        this.link = ground.effects().dialSmall(probe.target().address(), this);
    }

    /** Asks; goes out as soon as the dial succeeds. */
    void start() {
        SeedSettings settings = ground.settings();
        say(ground.hello());
        say(new LivenessRequest(ground.wallTime(), settings.self().ip(), -1, -1));
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    protected void opened() {
        probe.connected();
    }

    @Override
    protected void dialFailed(DialFailure failure) {
        ground.count(Counter.DIALS_FAILED);
        if (failure == DialFailure.REFUSED || failure == DialFailure.RESET) {
            probe.decide(Outcome.REFUSED);
        }
    }

    @Override
    protected void heard(Message message) {
        message.accept(this);
    }

    @Override
    public void onHello(Hello hello) {
        if (!ground.isAtHome(hello.id())) {
            probe.decide(Outcome.ELSEWHERE);
        } else if (probe.isOfTarget(hello, link.holder())) {
            greeted = true;
        } else {
            probe.decide(Outcome.RESTARTED);
        }
    }

    @Override
    public void onLivenessReply(LivenessReply reply) {
        if (greeted) {
            probe.decide(Outcome.ANSWERED);
        } else {
            onUnexpected(reply);
        }
    }

    /** It does not want to talk to this seed, which proves nothing, unless it lives in another network. */
    @Override
    public void onFailure(Failure failure) {
        if (failure.reason().equals(Reason.WRONG_NETWORK.word())) {
            probe.decide(Outcome.ELSEWHERE);
        }
        finish();
    }

    /** It says other things, which prove nothing either. */
    @Override
    public void onUnexpected(Message message) {}

    @Override
    protected void lost(Loss loss) {}

    @Override
    protected void ended() {}
}
