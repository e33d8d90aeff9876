package grapevine.seed.core.talk;

import grapevine.node.Fact;
import grapevine.seed.core.ground.Ground;
import grapevine.wire.Message;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Who;
import grapevine.wire.Message.Why;
import grapevine.wire.ProtocolException.Reason;
import org.jspecify.annotations.Nullable;

/** What anybody may say to a seed after the hello. Everything else ends the connection. */
class Exchange implements Message.Handler {
    final Ground ground;
    private final Answers answers;
    private final Incoming connection;
    private final @Nullable Hello hello;

    /** @param hello null if there was none */
    Exchange(Ground ground, Answers answers, Incoming connection, @Nullable Hello hello) {
        this.ground = ground;
        this.answers = answers;
        this.connection = connection;
        this.hello = hello;
    }

    Incoming connection() {
        return connection;
    }

    @Override
    public void onUnexpected(Message message) {
        connection.end(Reason.UNEXPECTED, message.getClass().getSimpleName() + " has no business here");
    }

    @Override
    public void onLivenessRequest(LivenessRequest request) {
        connection.say(new Message.LivenessReply(
                request.timestamp(), ground.settings().self().ip(), -1, -1));
    }

    @Override
    public void onStatus(Status status) {
        if (isLocal("Status")) {
            connection.say(answers.status());
        }
    }

    @Override
    public void onWho(Who who) {
        if (isLocal("Who")) {
            connection.say(answers.who(who.after()));
        }
    }

    @Override
    public void onWhy(Why why) {
        if (isLocal("Why")) {
            connection.say(answers.why(why.about()));
        }
    }

    /** The other side has said all it wanted. */
    @Override
    public void onBye(Bye bye) {
        connection.finish();
    }

    /** The other side does not want to go on. */
    @Override
    public void onFailure(Failure failure) {
        ground.report(
                hello == null
                        ? new Fact.ConnectionEnded(connection.remote(), failure.reason(), failure.text())
                        : new Fact.TurnedAway(hello.self(), connection.remote(), failure.reason(), failure.text()));
        connection.drop();
    }

    private boolean isLocal(String question) {
        if (connection.link().isOperators()) {
            return true;
        }
        connection.end(Reason.NOT_LOCAL, question + " is answered on the seed's own machine only");
        return false;
    }
}
