package grapevine.peer.core.repair;

import grapevine.node.Counter;
import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.Seen;
import grapevine.peer.core.gossip.Tree;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.Ranges;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.repair.Lack.Batch;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.TreeMessage.Have;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was announced and is not here. It is given some time to come by the tree, then fetched from whoever announced
 * it, then from another: whom to ask is for {@link Demand}. A link brings an origin's messages in their order: as
 * long as earlier ones come, the later ones are not missing but on their way. One message lost says nothing against
 * the tree; when an origin's messages have to be fetched three times in a row, the announcer's link is grafted.
 */
public final class Missing implements Part {
    /** An origin of which something came so lately (ms) has links by which more comes. */
    private static final long BRINGS_MILLIS = 1000;

    /** Fetches of one origin's messages in a row that show that the tree does not reach here. */
    static final int ROUNDS = 3;

    /** The most origins of which anything is missing. */
    public static final int MOST_ORIGINS = 1024;
    /** The most batches of all origins together. */
    public static final int MOST_BATCHES = 4096;

    /** The most ranges of all batches together, and what one takes, about (bytes). */
    private static final int MOST_RANGES = 65_536;

    private static final int RANGE_BYTES = 32;

    /** So few ranges of each batch are no matter. */
    private static final int FEW_RANGES = 8;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Seen seen;
    private final Tree tree;
    private final Gossiping gossiping;
    private Map<Origin, Lack> lacks = Map.of();
    private int batches;

    /** Null until something was fetched. */
    private @Nullable Fetched fetched;

    private @Nullable Evidence evidence;

    /** Null until something was announced. */
    private @Nullable Patience patience;

    /** Null until somebody was asked. */
    private @Nullable Promises promises;

    private long askAt = NEVER;

    public Missing(Ground ground, Neighbours neighbours, Gossiping gossiping) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
        seen = gossiping.seen();
        tree = gossiping.tree();
    }

    /** Whether this message was fetched lately. */
    public boolean wasFetched(Origin origin, long n) {
        return fetched != null && fetched.contains(origin, n, ground.now());
    }

    /** How many batches are missing. */
    public int batches() {
        return batches;
    }

    /** How many neighbours owe an answer. */
    public int unanswered() {
        return promises == null ? 0 : promises.open();
    }

    /** Of how many origins something is missing, or lately was. */
    public int origins() {
        return lacks.size();
    }

    // What is announced

    /** This neighbour says what it has got. */
    public void onHave(Have have, Neighbour from) {
        tree.announced(from);
        for (OriginRanges each : have.got()) {
            if (!each.origin().equals(ground.self().origin())) {
                Ranges unseen = new Ranges();
                each.ranges().forEach(range -> seen.unseen(each.origin(), range.first(), range.last(), unseen::add));
                if (unseen.isEmpty()) {
                    patience().came(0, ground.now());
                } else {
                    announced(
                            each.origin(),
                            unseen,
                            from,
                            isOnItsWay(each.origin(), from) ? patience().millis() : 0);
                }
            }
        }
    }

    /**
     * What an eager link announces it will not push any more: it is waited for only while messages of that origin come,
     * by other links.
     */
    private boolean isOnItsWay(Origin origin, Neighbour from) {
        long since = ground.now() - BRINGS_MILLIS;
        return !from.isEager() || (seen.isTouched(origin, since) && doOthersBring(from, since));
    }

    private boolean doOthersBring(Neighbour from, long since) {
        for (Neighbour neighbour : neighbours) {
            if (neighbour != from && neighbour.gossipedAt() >= Math.max(0, since)) {
                return true;
            }
        }
        return false;
    }

    private void announced(Origin origin, Ranges unseen, Neighbour from, long patience) {
        gossiping.large().leaveOut(origin, unseen, from.address());
        Lack lack = lacks.get(origin);
        if (lack != null) {
            for (Batch batch : lack.batches) {
                if (batch.leaveOut(unseen, from) && patience == 0 && batch.asked == 0) {
                    batch.due = ground.now(); // what is awaited does not come by itself
                    askAt(batch.due);
                }
            }
        }
        if (unseen.isEmpty()) {
            return;
        }
        if (lack == null) {
            lack = enter(origin);
        }
        if (lack == null || isFull() || !hasRoomFor(unseen)) {
            ground.counters().add(Counter.DROPPED_ANNOUNCEMENT, unseen.count());
            return;
        }
        add(lack, new Batch(unseen, from, ground.now(), ground.now() + patience));
    }

    private @Nullable Lack enter(Origin origin) {
        if (lacks.isEmpty()) {
            lacks = new LinkedHashMap<>();
        }
        if (lacks.size() >= MOST_ORIGINS) {
            lacks.values().removeIf(lack -> lack.batches.isEmpty());
        }
        if (lacks.size() >= MOST_ORIGINS) {
            return null;
        }
        Lack lack = new Lack();
        lacks.put(origin, lack);
        return lack;
    }

    private boolean hasRoomFor(Ranges unseen) {
        if (unseen.size() <= FEW_RANGES) {
            return true;
        }
        long most = Math.min(MOST_RANGES, ground.settings().budget().waiting() / 4 / RANGE_BYTES);
        long ranges = unseen.size();
        for (Lack lack : lacks.values()) {
            for (Batch batch : lack.batches) {
                ranges += batch.numbers.size();
            }
        }
        return ranges <= most;
    }

    /** Whether there is room for no further batch. */
    boolean isFull() {
        return batches >= MOST_BATCHES;
    }

    /** Enters one more batch, for which there must be room; it is asked for when it is due. */
    void add(Lack lack, Batch batch) {
        lack.batches.add(batch);
        batches++;
        askAt(batch.due);
    }

    private Patience patience() {
        patience = patience == null ? new Patience() : patience;
        return patience;
    }

    // What comes

    /** The first copy of a message came by a link. */
    public void came(Gossip message, Neighbour from) {
        boolean isFetched = message.age() > 0;
        if (isFetched) {
            fetched = fetched == null ? new Fetched(ground.now()) : fetched;
            fetched.add(message.origin(), message.n(), ground.now());
            ground.count(Counter.MESSAGES_FETCHED);
        }
        Lack lack = lacks.isEmpty() ? null : lacks.get(message.origin());
        Batch batch = lack == null ? null : lack.batchOf(message.n());
        if (lack != null && batch != null) {
            batch.numbers.remove(message.n(), message.n());
            batch.isAnswered |= isFetched;
            batch.due = Math.max(batch.due, isFetched ? ground.now() + Demand.ANSWER_MILLIS : 0);
            if (batch.numbers.isEmpty()) {
                lack.batches.remove(batch);
                batches--;
            }
        }
        if (!isFetched) {
            if (evidence != null) {
                evidence.brought(ground.now());
            }
            straight(lack, batch, message, from);
            skipped(message, from);
        }
    }

    /** Whoever pushes a message has most likely had those before it: they got lost on its link, or come by another. */
    private void skipped(Gossip message, Neighbour from) {
        if (!seen.isGapBelow(message)) {
            return;
        }
        seen.gapBelow(message, (first, last) -> {
            Ranges gap = new Ranges();
            gap.add(Math.max(first, last - Demand.MOST_WANTED + 1), last);
            announced(message.origin(), gap, from, patience().millis());
        });
    }

    /** This message is taken piece by piece from now on: that closes its gap. */
    public void offered(Origin origin, long n) {
        Lack lack = lacks.get(origin);
        Batch batch = lack == null ? null : lack.batchOf(n);
        if (lack != null && batch != null) {
            batch.numbers.remove(n, n);
            batch.isAnswered |= batch.asked > 0;
            batches -= lack.dropEmpty();
        }
    }

    private void straight(@Nullable Lack lack, @Nullable Batch batch, Gossip message, Neighbour from) {
        long lead = batch == null ? 0 : ground.now() - batch.at;
        gossiping.throttle().cameAfter(lead);
        if (batch != null && batch.asked == 0 && patience != null) {
            patience.came(lead, ground.now());
        }
        tree.cameAfter(from, batch == null ? null : batch.by, lead);
        if (lack != null) {
            lack.rounds = 0;
            lack.waitBehind(message.n(), ground.now() + patience().millis());
            if (lack.batches.isEmpty()) {
                lacks.remove(message.origin());
            }
        }
    }

    /** A message, new or not, or a piece of one came by a link. */
    public void brought(Neighbour from) {
        if (promises != null) {
            promises.brought(from);
        }
    }

    /**
     * This one answers a ping.
     *
     * @param timestamp what that said of its time
     * @return whether it was pinged since it owes an answer, and the link goes on
     */
    public boolean answersPing(Neighbour from, long timestamp) {
        return promises != null && promises.answersPing(from, timestamp);
    }

    /**
     * An answer of this one has ended, though what came of it may still wait for its proof; or it is linked no more.
     */
    public void owesNothing(Neighbour neighbour) {
        if (promises != null) {
            promises.forget(neighbour);
            promises = promises.open() == 0 ? null : promises;
        }
    }

    /** This neighbour does not keep these any more. */
    public void onGone(Gone answer, Neighbour from) {
        for (OriginRanges each : answer.ranges()) {
            Lack lack = lacks.get(each.origin());
            if (lack != null) {
                for (Batch batch : List.copyOf(lack.batches)) {
                    Ranges gone = batch.takeGone(each, from);
                    if (!gone.isEmpty()) {
                        askOther(lack, batch, gone);
                    }
                }
                batches -= lack.dropEmpty();
            }
        }
    }

    /** At once, if there is one. */
    private void askOther(Lack lack, Batch batch, Ranges gone) {
        if (batch.also == null || isFull()) {
            ground.counters().add(Counter.DROPPED_ANNOUNCEMENT, gone.count());
        } else {
            add(lack, batch.ofOther(gone, batch.also, ground.now()));
        }
    }

    // Fetching

    /** The tree is known to be broken: what is missing is not waited for. */
    public void hurry() {
        for (Lack lack : lacks.values()) {
            for (Batch batch : lack.batches) {
                if (batch.asked == 0) {
                    batch.due = ground.now();
                    askAt(ground.now());
                }
            }
        }
    }

    @Override
    public long due() {
        return promises == null ? askAt : Math.min(askAt, promises.due());
    }

    @Override
    public void onDue(long now) {
        if (promises != null) {
            promises.onDue(now);
        }
        if (askAt <= now) {
            ask(now);
        }
    }

    private void ask(long now) {
        askAt = NEVER;
        Demand demand = new Demand(ground, neighbours, tree, this);
        for (Map.Entry<Origin, Lack> each : lacks.entrySet()) {
            Lack lack = each.getValue();
            boolean isLate = gossiping.throttle().isLate(each.getKey());
            boolean isAsked = false;
            @Nullable Neighbour lazy = null;
            for (Batch batch : List.copyOf(lack.batches)) {
                if (batch.due > now) {
                    askAt(batch.due);
                } else if (demand.choose(batch)) {
                    if (!batch.by.isEager() && !isLate) {
                        isAsked |= !batch.isCounted;
                        lazy = batch.by;
                    }
                    batch.isCounted |= !isLate;
                    demand.ask(each.getKey(), lack, batch);
                } else {
                    ground.counters().add(Counter.DROPPED_ANNOUNCEMENT, batch.numbers.count());
                    lack.batches.remove(batch);
                    batches--;
                }
            }
            lack.rounds += isAsked ? 1 : 0;
            if (isAsked) {
                evidence = evidence == null ? new Evidence() : evidence;
                evidence.fetched(now);
            }
            if (lazy != null && isCut(lack)) {
                lack.rounds = 0;
                if (evidence != null) {
                    evidence.clear(ground.random());
                }
                demand.graft(lazy);
            }
        }
        lacks.values().removeIf(lack -> lack.batches.isEmpty() && lack.rounds == 0);
        demand.send();
    }

    private boolean isCut(Lack lack) {
        return lack.rounds >= ROUNDS || (evidence != null && evidence.isEnough());
    }

    /** This one was asked for messages. */
    void asked(Neighbour neighbour) {
        promises = promises == null ? new Promises(ground, neighbours) : promises;
        ground.wakeAt(promises.asked(neighbour));
    }

    /** At the latest then (ms) somebody is asked for something. */
    void askAt(long due) {
        if (due < askAt) {
            askAt = due;
            ground.wakeAt(due);
        }
    }
}
