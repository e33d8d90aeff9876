package grapevine.seed.core.probe;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.Row;
import grapevine.seed.core.registry.Sources;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Register;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether those who register are where they say: this seed dials the address, and who answers there is believed. It
 * dials at once where somebody registers from the ip that it names; else, lest it be made to dial others, seldom.
 */
public final class Confirming implements Question.Judge {
    /** How long an answer may take (ms), also after one lost segment. */
    static final long ANSWER = 1_500;

    /** From one dial to an ip that the claim did not come from to the next (ms): 20 a second. */
    static final long PACE = 50;

    /** The longest that such a dial waits for its turn (ms): with the answer less than the 3 s that a peer waits. */
    private static final long MOST_WAIT = 1_000;

    private static final int MOST_WAITING = (int) (MOST_WAIT / PACE);

    /** An address at which none of this network was met when it was dialled so is not for so long (ms). */
    static final long VAIN = 60_000;

    /** Between two facts about claims that are not so (ms): under attack there are thousands. */
    private static final long TOLD_EVERY = 10_000;

    private final Ground ground;
    private final Registry registry;
    private final Registrar registrar;
    /** Those that were dialled, the first to end first. */
    private final Map<Address, Question> open = new LinkedHashMap<>();
    /** Those that are dialled when it is their turn. */
    private final Map<Address, Question> waiting = new LinkedHashMap<>();
    /** Where the first claim of each of them came from. */
    private final Sources<Address> sources;
    /** With the time when it may be dialled again, the first first. */
    private final Map<Address, Long> vain = new LinkedHashMap<>();

    private long nextTurn = Long.MIN_VALUE;
    private long nextTold = Long.MIN_VALUE;
    private long untold;

    public Confirming(Ground ground, Registry registry, Registrar registrar) {
        this.ground = ground;
        this.registry = registry;
        this.registrar = registrar;
        sources = new Sources<>(ground.settings().maxUnconfirmed());
    }

    /** Enters whoever registers, at once as a claim or, where it would replace somebody, when it was met. */
    public void register(Hello hello, Register register, Link from, Claim.Asker asker) {
        Ip source = from.remoteIp();
        String holder = from.holder();
        if (registrar.isContested(hello, register, holder)) {
            ask(new Claim(hello, register, source, holder, asker));
            return;
        }
        Message answer = registrar.register(hello, register, holder, source);
        asker.answer(answer);
        if (registrar.isClaim(hello)) {
            ask(new Claim(hello, answered(register, answer), source, holder, null));
        }
    }

    /** With the age that it was told, which it keeps, whatever becomes of the claim meanwhile. */
    private static Register answered(Register register, Message answer) {
        return answer instanceof Message.Registered told
                ? new Register(register.revision(), told.age(), register.degree(), register.want())
                : register;
    }

    private void ask(Claim claim) {
        Address target = claim.hello().self();
        Question asked = open.getOrDefault(target, waiting.get(target));
        if (asked != null) {
            join(asked, claim);
            return;
        }
        Question question = new Question(ground, this, claim);
        if (question.isFromThere()) {
            dial(question);
        } else if (!vain.containsKey(target) && waiting.size() < MOST_WAITING) {
            waiting.put(target, question);
            tick();
        } else {
            unknown(claim);
        }
    }

    /** Who comes from the address itself does not wait for its turn, and goes with none of those before it. */
    private void join(Question asked, Claim claim) {
        boolean wasFromThere = asked.isFromThere();
        Claim undecided = asked.add(claim);
        if (undecided != null) {
            unknown(undecided);
        }
        if (wasFromThere || !asked.isFromThere()) {
            return;
        }
        if (waiting.remove(asked.target(), asked)) {
            dial(asked);
        } else {
            sources.add(asked.target(), asked.source());
        }
    }

    /** Who came first had the most time to answer; so whoever is there is met, however many come after it. */
    private void dial(Question question) {
        open.put(question.target(), question);
        sources.add(question.target(), question.source());
        Address tooMany = sources.tooMany(question.source());
        if (tooMany != null) {
            giveUp(tooMany);
        }
        question.ask(ANSWER);
    }

    private void giveUp(Address target) {
        Question question = open.get(target);
        if (question != null) {
            question.close();
            silent(question);
        }
    }

    private boolean isOver(Question question) {
        if (!open.remove(question.target(), question)) {
            return true;
        }
        sources.remove(question.target());
        return false;
    }

    @Override
    public void met(Question question, Hello hello, @Nullable String holder) {
        if (isOver(question)) {
            return;
        }
        for (Claim claim : question.claims()) {
            if (!claim.isOf(hello, holder)) {
                refuted(claim, holder == null ? "answered by another" : "answered by " + holder);
            } else if (claim.waiting() == null) {
                registrar.confirm(claim.hello(), claim.register(), claim.holder());
            } else {
                claim.waiting().answer(registrar.registerMet(claim.hello(), claim.register(), claim.holder()));
            }
        }
    }

    @Override
    public void noneOfThem(Question question, String why) {
        if (isOver(question)) {
            return;
        }
        Row known = registry.find(question.target());
        if (why.equals("refused") && known != null && known.isConfirmed()) {
            registrar.removeDead(known.address(), known.epoch(), "probe-refused");
        }
        question.claims().forEach(claim -> refuted(claim, why));
        remember(question);
    }

    @Override
    public void silent(Question question) {
        if (!isOver(question)) {
            question.claims().forEach(this::unknown);
            remember(question);
        }
    }

    private void remember(Question question) {
        if (!question.isFromThere()) {
            vain.put(question.target(), ground.now() + VAIN);
        }
    }

    private void refuted(Claim claim, String why) {
        registrar.refute(claim.hello(), claim.holder());
        ground.count(Counter.DROPPED_FALSE_CLAIM);
        untold++;
        if (ground.now() >= nextTold) {
            nextTold = ground.now() + TOLD_EVERY;
            ground.report(
                    new Fact.ClaimRefuted(claim.hello().self(), claim.hello().epoch(), claim.source(), why, untold));
            untold = 0;
        }
        if (claim.waiting() != null) {
            claim.waiting().refuse(claim.hello().self() + " was dialled and " + why);
        }
    }

    /** It stays a claim; in the place of somebody who was met, there or gone, it is not entered. */
    private void unknown(Claim claim) {
        if (claim.waiting() == null) {
            return;
        }
        if (registrar.isContested(claim.hello(), claim.register(), claim.holder())) {
            claim.waiting().refuse(claim.hello().self() + " is another's here, and did not say that it is you now");
        } else {
            claim.waiting().answer(registrar.register(claim.hello(), claim.register(), claim.holder(), claim.source()));
        }
    }

    /** How many addresses were dialled, or are to be. */
    public int questions() {
        return open.size() + waiting.size();
    }

    /** When something is due next, {@link Long#MAX_VALUE} if nothing is. */
    public long due() {
        long due = waiting.isEmpty() ? Long.MAX_VALUE : nextTurn;
        return open.isEmpty()
                ? due
                : Math.min(due, open.values().iterator().next().end());
    }

    /** Does what is due. */
    public void tick() {
        while (!open.isEmpty() && open.values().iterator().next().end() <= ground.now()) {
            giveUp(open.keySet().iterator().next());
        }
        if (!waiting.isEmpty() && ground.now() >= nextTurn) {
            Question next = waiting.values().iterator().next();
            waiting.remove(next.target());
            nextTurn = ground.now() + PACE;
            dial(next);
        }
        while (!vain.isEmpty() && vain.values().iterator().next() <= ground.now()) {
            vain.remove(vain.keySet().iterator().next());
        }
    }

    /** The seed stood still: that time does not count. */
    public void extend(long by) {
        open.values().forEach(question -> question.extend(by));
    }

    /** Gives all of them up. */
    public void cancelAll() {
        List<Question> all = new ArrayList<>(open.values());
        open.keySet().forEach(sources::remove);
        open.clear();
        waiting.clear();
        all.forEach(Question::close);
    }
}
