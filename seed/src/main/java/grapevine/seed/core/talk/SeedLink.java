package grapevine.seed.core.talk;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.Identification;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import org.jspecify.annotations.Nullable;

/**
 * The standing link to one other seed of the configuration, made again whenever it is lost. What this seed tells the
 * other goes over it; the other tells us over its own.
 */
final class SeedLink {
    private static final long FIRST_BACK_OFF = 1_000;
    private static final long LONGEST_BACK_OFF = 30_000;

    /** Seeds are often started together: one that cannot be dialled so early (ms) may come up yet. */
    private static final long START = 5_000;

    /** A change is not sent while so many bytes wait; the next comparison makes up for it. */
    private static final long BACKLOG = 1 << 20;

    private final Ground ground;
    private final Registry registry;
    private final Registrar registrar;
    private final Identification identification;
    private final Address other;
    private @Nullable SeedTalk talk;
    private boolean up;
    /** Which network the other was of when it said hello. */
    private @Nullable Identity said;

    private boolean isAccepted;
    private boolean lossTold;
    private long backOff = FIRST_BACK_OFF;
    private long redialAt;

    SeedLink(Ground ground, Registry registry, Registrar registrar, Identification identification, Address other) {
        this.ground = ground;
        this.registry = registry;
        this.registrar = registrar;
        this.identification = identification;
        this.other = other;
    }

    /** Whether this is the connection in use, and not one that was given up before. */
    boolean isOn(SeedTalk one) {
        return talk == one;
    }

    Address other() {
        return other;
    }

    /** Whether the other takes this one for a seed, too. */
    boolean isAccepted() {
        return isAccepted;
    }

    /** Whether it was said already that this link is not there. */
    boolean isLossTold() {
        return lossTold;
    }

    void dial() {
        said = null;
        talk = new SeedTalk(ground, registry, registrar, this);
        talk.start();
    }

    /** Tells the other what changed, if it can be told now. */
    void push(Message.Registrations change) {
        if (!up || talk == null) {
            return;
        }
        Link link = talk.link();
        if (link.backlog() > BACKLOG) {
            ground.count(Counter.DROPPED_BACKLOG_FULL);
        } else {
            ground.send(link, change);
        }
    }

    /** The other said hello: it can be told what changes. */
    void greeted(Hello hello) {
        up = true;
        said = hello.id();
        identification.named(said);
    }

    /** As soon as no answer is awaited. */
    void compareSoon() {
        if (talk != null) {
            talk.compareSoon();
        }
    }

    /** It compares with us, so takes us for a seed: a hello alone, which anybody gets, ends no pause between dials. */
    void answered() {
        if (!isAccepted) {
            isAccepted = true;
            lossTold = false;
            backOff = FIRST_BACK_OFF;
            ground.report(new Fact.SeedConnected(other));
            identification.agree(other, said);
        }
    }

    /** It does not want to talk to us. */
    void turnedAway() {
        identification.turnedAway(other, said);
        lost("turned-away");
    }

    void dialFailed(DialFailure failure) {
        ground.count(Counter.DIALS_FAILED);
        lost(failure.word(), ground.upMillis() >= START);
    }

    /** The link is gone, or never came to be; it is dialled again after a while. Said once until it is back. */
    void lost(String why) {
        lost(why, true);
    }

    private void lost(String why, boolean isTrouble) {
        talk = null;
        boolean wasAccepted = isAccepted;
        isAccepted = false;
        up = false;
        redialAt = ground.now() + backOff;
        backOff = Math.min(2 * backOff, LONGEST_BACK_OFF);
        if (!lossTold && (isTrouble || wasAccepted)) {
            lossTold = true;
            ground.report(wasAccepted ? new Fact.SeedLost(other, why) : new Fact.SeedUnreachable(other, why));
        } else {
            ground.report(new Fact.SeedStillAway(other, why));
        }
    }

    long due() {
        return talk == null ? redialAt : talk.due();
    }

    void tick() {
        if (talk != null) {
            talk.tick();
        } else if (ground.now() >= redialAt) {
            dial();
        }
    }

    void extend(long by) {
        if (talk != null) {
            talk.extend(by);
        }
    }

    /** No more, or not before a name leads there again; how long it waits between dials it knows even then. */
    void close() {
        if (talk != null) {
            talk.close();
            talk = null;
        }
        up = false;
        isAccepted = false;
    }
}
