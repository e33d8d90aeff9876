package grapevine.peer.core;

import grapevine.node.Counter;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.TreeMessage.Have;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was announced and is not here. It is given some time to come by the tree, then fetched from whoever announced it, then from
 * another. One message lost says nothing against the tree; when an origin's messages have to be fetched three times in a row,
 * the announcer's link is grafted.
 */
final class Missing implements Part {
    /** What was announced is given at least so long (ms) to come by the tree, and twice as long as it lately took. */
    static final long PATIENCE_MILLIS = 150;

    private static final long PATIENCE_MOST_MILLIS = 2000;

    /** How long the tree takes longer than an announcement (ms), until that was seen. */
    private static final long LAG_FIRST_MILLIS = 300;

    /** An answer is given so long (ms) from the last message that came of it. */
    static final long ANSWER_MILLIS = 1000;

    /** So many times somebody is asked for a message; after that only a comparison can find it. */
    private static final int MOST_ASKED = 4;

    /** Fetches of one origin's messages in a row that show that the tree does not reach here. */
    static final int ROUNDS = 3;

    /** So many more rounds of fetching than of moments at which the tree brought something show the same; and up to as many more at random. */
    static final int SURPLUS = 4;

    /** Messages that come within such a time (ms) are one moment. */
    private static final long MOMENT_MILLIS = 100;

    /** Numbers wanted in one question, at most; as many as one answer holds. */
    static final int MOST_WANTED = 1024;

    static final int MOST_ORIGINS = 1024;
    static final int MOST_BATCHES = 4096;

    /** Fetched messages remembered, whose copy by the tree says nothing. */
    private static final int FETCHED = 64;

    /** Numbers of one origin announced at one moment. */
    private static final class Batch {
        final Ranges numbers;
        final long at;
        Neighbour by;

        @Nullable
        Neighbour also;

        long due;
        int asked;
        boolean isAnswered;

        Batch(Ranges numbers, Neighbour by, long at, long due) {
            this.numbers = numbers;
            this.by = by;
            this.at = at;
            this.due = due;
        }
    }

    /** Of one origin. */
    private static final class Lack {
        final List<Batch> batches = new ArrayList<>(2);
        int rounds;
    }

    private final PeerNode node;
    private Map<Origin, Lack> lacks = Map.of();
    private @Nullable Gossip[] fetched = {};
    private int fetchedCount;
    private int batches;
    private int surplus;
    private int mostSurplus = SURPLUS;
    private long broughtAt;
    private long lag = LAG_FIRST_MILLIS;
    private long askAt = NEVER;

    Missing(PeerNode node) {
        this.node = node;
    }

    int batches() {
        return batches;
    }

    int origins() {
        return lacks.size();
    }

    // What is announced

    void onHave(Have have, Neighbour from) {
        for (OriginRanges each : have.got()) {
            if (!each.origin().equals(node.self().origin())) {
                Ranges unseen = new Ranges();
                each.ranges()
                        .forEach(range -> node.gossiping()
                                .seen()
                                .unseen(each.origin(), range.first(), range.last(), unseen::add));
                if (!unseen.isEmpty()) {
                    announced(each.origin(), unseen, from);
                }
            }
        }
    }

    private void announced(Origin origin, Ranges unseen, Neighbour from) {
        Lack lack = lacks.get(origin);
        if (lack != null) {
            for (Batch batch : lack.batches) {
                leaveOut(batch, unseen, from);
            }
        }
        if (unseen.isEmpty()) {
            return;
        }
        if (lack == null) {
            lack = enter(origin);
        }
        if (lack == null || batches >= MOST_BATCHES) {
            node.counters().add(Counter.DROPPED_ANNOUNCEMENT, unseen.count());
            return;
        }
        // What a link announces that would have pushed it will not be pushed any more.
        long due = node.now() + (from.isEager ? 0 : patience());
        add(lack, new Batch(unseen, from, node.now(), due));
    }

    /** What is awaited already has one more who has it. */
    private static void leaveOut(Batch batch, Ranges unseen, Neighbour from) {
        long before = unseen.count();
        for (int i = 0; i < batch.numbers.size(); i++) {
            unseen.remove(batch.numbers.first(i), batch.numbers.last(i));
        }
        if (unseen.count() < before && batch.by != from) {
            batch.also = from;
        }
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

    private void add(Lack lack, Batch batch) {
        lack.batches.add(batch);
        batches++;
        askAt(batch.due);
    }

    private long patience() {
        return Math.min(PATIENCE_MOST_MILLIS, PATIENCE_MILLIS + 2 * lag);
    }

    // What comes

    /** The first copy of a message is here. */
    void arrived(Gossip message, Neighbour from) {
        boolean isFetched = message.age() > 0;
        if (isFetched) {
            remember(message);
        }
        Lack lack = lacks.isEmpty() ? null : lacks.get(message.origin());
        Batch batch = lack == null ? null : batchOf(lack, message.n());
        if (lack != null && batch != null) {
            batch.numbers.remove(message.n(), message.n());
            batch.isAnswered |= isFetched;
            batch.due = Math.max(batch.due, isFetched ? node.now() + ANSWER_MILLIS : 0);
            if (batch.numbers.isEmpty()) {
                lack.batches.remove(batch);
                batches--;
            }
        }
        if (!isFetched) {
            if (surplus > 0 && node.now() - broughtAt >= MOMENT_MILLIS) {
                broughtAt = node.now();
                surplus--;
            }
            came(lack, batch, message, from);
        }
    }

    private void came(@Nullable Lack lack, @Nullable Batch batch, Gossip message, Neighbour from) {
        long lead = batch == null ? 0 : node.now() - batch.at;
        if (batch != null && batch.asked == 0) {
            lag += lead > lag ? (lead - lag + 1) / 2 : -((lag - lead) / 8);
        }
        node.tree().announcers().judge(from, batch == null ? null : batch.by, lead);
        if (lack != null) {
            lack.rounds = 0;
            if (lack.batches.isEmpty()) {
                lacks.remove(message.origin());
            }
        }
    }

    private static @Nullable Batch batchOf(Lack lack, long n) {
        for (Batch batch : lack.batches) {
            if (batch.numbers.contains(n)) {
                return batch;
            }
        }
        return null;
    }

    /** Whether it was fetched lately: the tree's copy came later, which is the fault of our impatience. */
    boolean wasFetched(Gossip message) {
        for (Gossip each : fetched) {
            if (each != null && each.n() == message.n() && each.origin().equals(message.origin())) {
                return true;
            }
        }
        return false;
    }

    private void remember(Gossip message) {
        if (fetched.length == 0) {
            fetched = new Gossip[FETCHED];
        }
        fetched[fetchedCount++ % FETCHED] = message;
        node.count(Counter.MESSAGES_FETCHED);
    }

    /** This neighbour does not keep these any more. */
    void onGone(Gone gone, Neighbour from) {
        for (OriginRanges each : gone.ranges()) {
            Lack lack = lacks.get(each.origin());
            if (lack != null) {
                lack.batches.forEach(batch -> goneAt(batch, each, from));
                dropEmpty(lack);
            }
        }
    }

    private void goneAt(Batch batch, OriginRanges gone, Neighbour from) {
        boolean isHereAlone = batch.also == null || batch.asked > 1;
        boolean isMeant = gone.ranges().stream().anyMatch(range -> batch.numbers.contains(range.first()));
        if (isHereAlone) {
            gone.ranges().forEach(range -> batch.numbers.remove(range.first(), range.last()));
        } else if (isMeant) {
            swap(batch, from);
            batch.due = node.now();
            askAt(node.now());
        }
    }

    private static void swap(Batch batch, Neighbour last) {
        Neighbour also = batch.also;
        if (batch.by == last && also != null) {
            batch.by = also;
            batch.also = last;
        }
    }

    private void dropEmpty(Lack lack) {
        for (Iterator<Batch> each = lack.batches.iterator(); each.hasNext(); ) {
            if (each.next().numbers.isEmpty()) {
                each.remove();
                batches--;
            }
        }
    }

    // Fetching

    /** The tree is known to be broken: what is missing is not waited for. */
    void hurry() {
        for (Lack lack : lacks.values()) {
            for (Batch batch : lack.batches) {
                if (batch.asked == 0) {
                    batch.due = node.now();
                    askAt(node.now());
                }
            }
        }
    }

    @Override
    public long due() {
        return askAt;
    }

    @Override
    public void onDue(long now) {
        askAt = NEVER;
        Map<Neighbour, Bundle> questions = new LinkedHashMap<>();
        List<Neighbour> grafted = new ArrayList<>();
        for (Map.Entry<Origin, Lack> each : lacks.entrySet()) {
            Lack lack = each.getValue();
            boolean isAsked = false;
            for (Batch batch : List.copyOf(lack.batches)) {
                if (batch.due > now) {
                    askAt(batch.due);
                } else if (choose(batch)) {
                    isAsked |= batch.asked == 0 && !batch.by.isEager;
                    ask(each.getKey(), lack, batch, questions);
                } else {
                    node.counters().add(Counter.DROPPED_ANNOUNCEMENT, batch.numbers.count());
                    lack.batches.remove(batch);
                    batches--;
                }
            }
            lack.rounds += isAsked ? 1 : 0;
            surplus += isAsked && surplus < 2 * SURPLUS ? 1 : 0;
            if (isCut(lack) && !lack.batches.isEmpty()) {
                lack.rounds = 0;
                surplus = 0;
                mostSurplus = SURPLUS + node.random().nextInt(SURPLUS);
                grafted.add(lack.batches.get(0).by);
            }
        }
        lacks.values().removeIf(lack -> lack.batches.isEmpty() && lack.rounds == 0);
        questions.forEach((whom, wanted) -> send(whom, wanted, grafted.contains(whom)));
    }

    private boolean isCut(Lack lack) {
        return lack.rounds >= ROUNDS || surplus >= mostSurplus;
    }

    /** Sets whom to ask now; false if there is nobody, or it was enough. */
    private boolean choose(Batch batch) {
        if (batch.isAnswered) {
            batch.asked = 1; // it goes on
            batch.isAnswered = false;
        } else if (batch.asked > 0) {
            swap(batch, batch.by);
        }
        if (!isLinked(batch.by)) {
            swap(batch, batch.by);
            batch.also = null;
        }
        return batch.asked < MOST_ASKED && isLinked(batch.by);
    }

    private boolean isLinked(Neighbour neighbour) {
        return node.overlay().neighbour(neighbour.address()) == neighbour;
    }

    private void ask(Origin origin, Lack lack, Batch batch, Map<Neighbour, Bundle> questions) {
        Bundle question = questions.computeIfAbsent(batch.by, unused -> new Bundle());
        Ranges wanted = batch.numbers;
        if (wanted.count() > MOST_WANTED) {
            wanted = batch.numbers.takeFirst(MOST_WANTED);
            Batch part = new Batch(wanted, batch.by, batch.at, node.now() + ANSWER_MILLIS);
            part.also = batch.also;
            part.asked = batch.asked + 1;
            add(lack, part);
            batch.due = node.now() + PATIENCE_MILLIS;
        } else {
            batch.asked++;
            batch.due = node.now() + ANSWER_MILLIS;
        }
        askAt(batch.due);
        if (question.size() + wanted.size() <= Bundle.MOST_RANGES) {
            question.addAll(origin, wanted);
        }
    }

    private void send(Neighbour whom, Bundle wanted, boolean graft) {
        if (wanted.isEmpty()) {
            return;
        }
        if (graft && !whom.isEager) {
            node.tree().graft(whom, wanted.take());
        } else {
            node.effects().send(whom.link(), new Want(wanted.take()));
        }
    }

    private void askAt(long due) {
        if (due < askAt) {
            askAt = due;
            node.wakeAt(due);
        }
    }
}
