package grapevine.peer.core.join;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Exchange;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Left;
import grapevine.wire.Message.Noted;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Registered;
import grapevine.wire.Role;

/** One request to a seed and its answer. */
final class SeedExchange extends Exchange {
    /** Who is told of the answer, or that there is none, once. */
    interface Asker {
        void onAnswer(Address seed, Message answer);

        /** Before that, perhaps: who it says that it is. */
        default void onHello(Address seed, Hello hello) {}

        void onNoAnswer(Address seed, String why);
    }

    private final Asker asker;
    private boolean isGreeted;

    SeedExchange(Ground ground, Address seed, Message request, Asker asker) {
        super(ground, seed, MOST_MILLIS);
        this.asker = asker;
        say(request);
    }

    @Override
    public void onHello(Hello hello) {
        if (hello.role() == Role.SEED) {
            isGreeted = true;
            ground.heard(hello);
            asker.onHello(target, hello);
        } else {
            onUnexpected(hello);
        }
    }

    @Override
    public void onRegistered(Registered registered) {
        answer(registered);
    }

    @Override
    public void onOutdated(Outdated outdated) {
        answer(outdated);
    }

    @Override
    public void onNoted(Noted noted) {
        answer(noted);
    }

    @Override
    public void onLeft(Left left) {
        answer(left);
    }

    @Override
    protected void failed(Failure failure, String why) {
        asker.onNoAnswer(target, why);
    }

    /** With keys whoever answers has to have said that it is a seed, and so been held to its certificate. */
    private void answer(Message answer) {
        if (!isGreeted && link().certified() != null) {
            onUnexpected(answer);
            return;
        }
        done();
        asker.onAnswer(target, answer);
    }
}
