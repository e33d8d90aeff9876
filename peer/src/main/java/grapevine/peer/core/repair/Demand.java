package grapevine.peer.core.repair;

import grapevine.peer.core.gossip.Tree;
import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.repair.Lack.Batch;
import grapevine.wire.Origin;
import grapevine.wire.SyncMessage.Want;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked of whom at one moment, of what is {@link Missing}: one question to each neighbour, answered by its
 * {@link Supply}. A batch is asked of who announced it first; without an answer of the other who did, then of the first
 * again, {@link #MOST_ASKED} times in all. What does not fit in the question waits a little for the next moment.
 */
final class Demand {
    /** An answer is given so long (ms) from the last message that came of it. */
    static final long ANSWER_MILLIS = 1000;

    /** Numbers wanted of one batch in one question, at most; as many as one answer holds. */
    static final int MOST_WANTED = Supply.MOST_MESSAGES;

    /** So many times somebody is asked for a message; after that only a comparison can find it. */
    private static final int MOST_ASKED = 4;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Tree tree;
    private final Missing missing;
    private final Map<Neighbour, Bundle> questions = new LinkedHashMap<>();
    private final List<Neighbour> grafted = new ArrayList<>();

    Demand(Ground ground, Neighbours neighbours, Tree tree, Missing missing) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.tree = tree;
        this.missing = missing;
    }

    /** Sets whom to ask for this batch now; false if there is nobody, or it was enough. */
    boolean choose(Batch batch) {
        if (batch.isAnswered) {
            batch.asked = 1; // it goes on
            batch.isAnswered = false;
        } else if (batch.asked > 0) {
            batch.swap();
        }
        if (!isLinked(batch.by)) {
            batch.swap();
            batch.also = null;
        }
        return batch.asked < MOST_ASKED && isLinked(batch.by);
    }

    private boolean isLinked(Neighbour neighbour) {
        return neighbours.find(neighbour.address()) == neighbour;
    }

    /** Asks whoever was chosen for this batch, or for the part of it that fits, and sets when to ask again. */
    void ask(Origin origin, Lack lack, Batch batch) {
        Bundle question = questions.computeIfAbsent(batch.by, unused -> new Bundle());
        int room = Bundle.MOST_RANGES - question.size();
        boolean isTooMuch = batch.numbers.count() > MOST_WANTED || batch.numbers.size() > room;
        if (room == 0) {
            batch.due = ground.now() + Patience.LEAST_MILLIS;
        } else if (isTooMuch && !missing.isFull()) {
            Batch part = batch.split(MOST_WANTED, room, ground.now() + ANSWER_MILLIS);
            part.asked++;
            missing.add(lack, part);
            question.addAll(origin, part.numbers);
            batch.due = ground.now() + Patience.LEAST_MILLIS;
        } else {
            question.addAll(origin, isTooMuch ? batch.lowest(MOST_WANTED, room) : batch.numbers);
            batch.asked++;
            batch.due = ground.now() + ANSWER_MILLIS;
        }
        missing.askAt(batch.due);
    }

    /** The tree does not reach here: the link to this one is to be eager, and is grafted by the question. */
    void graft(Neighbour announcer) {
        grafted.add(announcer);
    }

    /** Sends the questions. */
    void send() {
        questions.forEach((whom, wanted) -> {
            if (wanted.isEmpty()) {
                return;
            }
            if (grafted.contains(whom) && !whom.isEager()) {
                tree.hangOn(whom, wanted.take());
            } else {
                ground.send(whom.link(), new Want(wanted.take()));
            }
            missing.asked(whom);
        });
    }
}
