package grapevine.seed.core.talk;

import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedConversation;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.RegistryHash;
import grapevine.wire.Message;
import grapevine.wire.Message.Buckets;
import grapevine.wire.Message.Compare;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Fetch;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Registrations;
import grapevine.wire.Message.Same;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import java.util.List;

/**
 * One connection of a {@link SeedLink}: hello, then a comparison at once and one in each period. A comparison is one
 * hash; if it differs, 256; then both sides send each other the rows of the buckets that differ.
 */
final class SeedTalk extends SeedConversation implements Message.Handler {
    /** How long an answer may take (ms), the connecting included. */
    static final long ANSWER = 10_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final Registry registry;
    private final Registrar registrar;
    private final SeedLink owner;
    private final RowStream stream;
    private final Link link;
    private boolean greeted;
    private long answerBy;
    private long compareAt = NEVER;

    SeedTalk(Ground ground, Registry registry, Registrar registrar, SeedLink owner) {
        super(ground);
        this.registry = registry;
        this.registrar = registrar;
        this.owner = owner;
        this.stream = new RowStream(ground, registry);
        this.link = ground.effects().dialSmall(owner.other(), this);
    }

    void start() {
        say(ground.hello());
        answerBy = ground.now() + ANSWER;
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
        if (greeted || hello.role() != Role.SEED) {
            onUnexpected(hello);
            return;
        }
        greeted = true;
        ground.heard(hello);
        owner.greeted(hello);
        compare();
    }

    /** The next comparison is due as soon as this one is answered. */
    void compareSoon() {
        compareAt = greeted ? ground.now() : compareAt;
    }

    private void compare() {
        say(new Compare(registry.hash().whole(), ground.identity()));
        answerBy = ground.now() + ANSWER;
        long period = ground.settings().comparePeriodMillis();
        compareAt = ground.now() + period - (long) (ground.random().nextDouble() * period / 10);
    }

    @Override
    public void onSame(Same same) {
        if (isAwaited(same)) {
            answerBy = NEVER;
            owner.answered();
        }
    }

    @Override
    public void onBuckets(Buckets buckets) {
        if (!isAwaited(buckets)) {
            return;
        }
        answerBy = NEVER;
        owner.answered();
        if (buckets.hashes().size() != RegistryHash.BUCKETS) {
            end(Reason.BAD_FIELD, buckets.hashes().size() + " bucket hashes are not " + RegistryHash.BUCKETS);
            return;
        }
        List<Integer> differing = registry.hash().differing(buckets.hashes());
        if (!differing.isEmpty()) {
            ground.report(new Fact.RegistriesCompared(owner.other(), differing.size()));
            say(new Fetch(differing));
            stream.start(registry.addressesIn(differing), link);
        }
    }

    @Override
    public void onRegistrations(Registrations registrations) {
        if (greeted) {
            registrar.learn(owner.other(), registrations.rows(), link.certified() != null);
        } else {
            onUnexpected(registrations);
        }
    }

    @Override
    public void onFailure(Failure failure) {
        if (!owner.isLossTold()) {
            ground.report(new Fact.TurnedAway(owner.other(), null, failure.reason(), failure.text()));
        }
        close();
        owner.turnedAway();
    }

    @Override
    public void onUnexpected(Message message) {
        end(Reason.UNEXPECTED, message.getClass().getSimpleName() + " has no business here");
    }

    private boolean isAwaited(Message answer) {
        if (greeted && answerBy != NEVER) {
            return true;
        }
        onUnexpected(answer);
        return false;
    }

    @Override
    protected void dialFailed(DialFailure failure) {
        owner.dialFailed(failure);
    }

    @Override
    protected void lost(Loss loss) {
        if (owner.isOn(this)) {
            owner.lost(loss.word());
        }
    }

    @Override
    protected void ended() {
        owner.lost("broke-the-protocol");
    }

    private void giveUp(String why) {
        close();
        owner.lost(why);
    }

    long due() {
        long next = stream.due() == NEVER && answerBy == NEVER ? compareAt : stream.due();
        return Math.min(answerBy, next);
    }

    void tick() {
        if (ground.now() >= answerBy) {
            giveUp("unanswered");
            return;
        }
        stream.tick(link);
        if (stream.due() == NEVER && answerBy == NEVER && ground.now() >= compareAt) {
            compare();
        }
    }

    /** This seed stood still: the other gets that time again. */
    void extend(long by) {
        if (answerBy != NEVER) {
            answerBy += by;
        }
    }
}
