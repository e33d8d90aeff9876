package grapevine.seed.core.probe;

import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedConversation;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who is there? One dial to an address, for all who claim to be it, and a hello; the hello that answers says it. */
final class Question {
    /** The most claims that one answer decides. */
    private static final int MOST_CLAIMS = 4;

    /** What came of it; what is said after the first word changes nothing. */
    interface Judge {
        /** Somebody is there: this one, with this name in its certificate, null in a network without keys. */
        void met(Question question, Hello hello, @Nullable String holder);

        /** Somebody else is there, or nobody is. */
        void noneOfThem(Question question, String why);

        /** It is not known. */
        void silent(Question question);
    }

    private final Ground ground;
    private final Judge judge;
    private final Address target;
    private Ip source;
    private boolean isFromThere;
    private final List<Claim> claims = new ArrayList<>(1);
    private @Nullable Call call;
    private long end;

    Question(Ground ground, Judge judge, Claim first) {
        this.ground = ground;
        this.judge = judge;
        target = first.hello().self();
        source = first.source();
        isFromThere = isFromThere(first);
        claims.add(first);
    }

    Address target() {
        return target;
    }

    /** Where the first claim came from, or the first that came from the ip itself. */
    Ip source() {
        return source;
    }

    /** Whether a claim came from the ip itself. */
    boolean isFromThere() {
        return isFromThere;
    }

    private boolean isFromThere(Claim claim) {
        return claim.isFromThere(ground.settings().self().ip());
    }

    List<Claim> claims() {
        return List.copyOf(claims);
    }

    /**
     * Decides this one too, in place of what the same process said before. Where there are too many, the last goes that
     * did not come from the ip itself, for one that did: others can hold off nobody.
     *
     * @return the one that is not decided then, this or another; null if all are
     */
    @Nullable
    Claim add(Claim claim) {
        claims.removeIf(earlier -> earlier.waiting() == null
                && earlier.hello().epoch() == claim.hello().epoch()
                && Objects.equals(earlier.holder(), claim.holder()));
        Claim tooMany = claims.size() < MOST_CLAIMS ? null : oneTooMany(claim);
        if (claim.equals(tooMany)) {
            return claim;
        }
        claims.remove(tooMany);
        claims.add(claim);
        if (!isFromThere && isFromThere(claim)) {
            isFromThere = true;
            source = claim.source();
        }
        return tooMany;
    }

    private Claim oneTooMany(Claim next) {
        for (int i = claims.size() - 1; i >= 0 && isFromThere(next); i--) {
            if (!isFromThere(claims.get(i))) {
                return claims.get(i);
            }
        }
        return next;
    }

    /** Asks, and waits for so long (ms). */
    void ask(long millis) {
        end = ground.now() + millis;
        call = new Call();
        call.say(ground.hello());
    }

    long end() {
        return end;
    }

    void extend(long by) {
        end += by;
    }

    /** It is decided, or void. */
    void close() {
        if (call != null) {
            call.close();
        }
    }

    private final class Call extends SeedConversation implements Message.Handler {
        private final Link link;

        Call() {
            super(Question.this.ground);
            link = ground.effects().dialSmall(target, this);
        }

        @Override
        public Link link() {
            return link;
        }

        @Override
        protected void heard(Message message) {
            message.accept(this);
        }

        @Override
        public void onHello(Hello hello) {
            if (!hello.network().equals(ground.settings().network())
                    || !ground.isAtHome(hello.id())
                    || !hello.self().equals(target)) {
                judge.noneOfThem(Question.this, "answered by another");
            } else {
                judge.met(Question.this, hello, link.holder());
            }
            finish();
        }

        @Override
        public void onFailure(Failure failure) {
            close();
            if (failure.reason().equals(Reason.WRONG_NETWORK.word())) {
                judge.noneOfThem(Question.this, "answered by another");
            } else {
                judge.silent(Question.this);
            }
        }

        @Override
        public void onUnexpected(Message message) {
            close();
            judge.silent(Question.this);
        }

        @Override
        protected void dialFailed(DialFailure failure) {
            ground.count(Counter.DIALS_FAILED);
            if (failure == DialFailure.REFUSED) {
                judge.noneOfThem(Question.this, "refused");
            } else {
                judge.silent(Question.this);
            }
        }

        @Override
        protected void lost(Loss loss) {
            judge.silent(Question.this);
        }

        @Override
        protected void ended() {
            judge.silent(Question.this);
        }
    }
}
