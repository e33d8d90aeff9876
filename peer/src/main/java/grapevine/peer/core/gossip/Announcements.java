package grapevine.peer.core.gossip;

import grapevine.node.Counter;
import grapevine.peer.core.ground.Bundle;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Gossip;
import grapevine.wire.TreeMessage.Have;
import org.jspecify.annotations.Nullable;

/**
 * Tells others what came here, by number: the neighbours that asked for it, at most every 100 ms; of what was made here
 * or came from a younger neighbour those older ones, too, that tell us (see {@link Announcers}); and those whose link
 * was congested, once it has drained, of what was not pushed meanwhile.
 */
public final class Announcements implements Part {
    static final long EVERY_MILLIS = 100;

    /**
     * A link with more than this waiting (bytes) is handed no further message; the rest of what it may hold back is for
     * one more of any size.
     */
    static final long CONGESTED_BYTES = 3 * 1024 * 1024;

    /** It has drained when no more than this waits: what it is told of it asks for, and that has to have room. */
    private static final long DRAINED_BYTES = Throttle.MOST_BEFORE_ANSWER / 2;

    /** Who asks hears at once of what came so lately (ms): in that time a break of the tree is noticed. */
    static final long ASKED_MILLIS = 10_000;

    /** A second answer within this time (ms) on one connection tells only what came since the one before. */
    private static final long ANSWERED_EVERY_MILLIS = 1000;

    /** So many answers in a row, each within that time of the one before. */
    private static final int MOST_ANSWERS = 10;

    /** Whom we hang on next hears of what came so lately (ms): longer than a dead neighbour can be silent. */
    static final long CUT_MILLIS = 60_000;

    private final Ground ground;
    private final Neighbours neighbours;
    private final Gossiping gossiping;
    /** Null before the first message that anybody is to be told of. */
    private @Nullable Pushed pushed;
    /** Neighbours, of which there are at most 4,096: the highest degree cap. */
    private short listeners;

    private short congested;
    private long saidAt = -EVERY_MILLIS;
    private long sayAt = NEVER;

    /** What went along the tree and is told next: all of it to those who asked, and what rises to older ones. */
    private static final class Pushed {
        final Bundle all = new Bundle();
        final Bundle rising = new Bundle();
    }

    Announcements(Ground ground, Neighbours neighbours, Gossiping gossiping) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.gossiping = gossiping;
    }

    // Who hears

    /** It asks us to announce what we get, or not to. */
    void onAnnounce(Neighbour asker, boolean on) {
        if (!asker.isEager() && asker.listens() != on) {
            asker.listen(on);
            listeners += (short) (on ? 1 : -1);
        }
        if (on) {
            answer(asker);
        }
    }

    /** Whoever asks again and again is told each thing once: that costs more than asking. */
    private void answer(Neighbour asker) {
        long millis = ground.now() - asker.toldAt();
        boolean isAgain = asker.told() > 0 && millis < ANSWERED_EVERY_MILLIS;
        if (isAgain && asker.told() >= MOST_ANSWERS) {
            ground.count(Counter.DROPPED_ANNOUNCE);
            return;
        }
        if (!isAgain) {
            asker.tellAnew();
        }
        tellRecent(asker, isAgain ? millis : ASKED_MILLIS);
    }

    /**
     * A new link becomes eager by the other end's first word: what came before that word could not be pushed, nor
     * announced. Nor could what came while the other end called it a link already, and we did not.
     */
    void grafted(Neighbour by) {
        if (by.told() == 0 && by.turnedAt() < 0) {
            tellRecent(by, ground.now() - by.toldAt());
        }
    }

    /** The link was turned: whoever wants announcements asks anew. What came before is told now. */
    void turned(Neighbour neighbour) {
        if (neighbour.listens() && pushed != null && !pushed.all.isEmpty()) {
            say(neighbour, new Have(pushed.all.list()));
        }
        deafen(neighbour);
    }

    private void deafen(Neighbour neighbour) {
        if (neighbour.listens()) {
            neighbour.listen(false);
            listeners--;
        }
    }

    /** Whether a link takes messages again on which so much waits (bytes). */
    static boolean hasDrained(long backlog) {
        return backlog <= DRAINED_BYTES;
    }

    void unlinked(Neighbour lost) {
        deafen(lost);
        if (lost.skipped() != null) {
            lost.drained();
            congested--;
        }
    }

    // What is told

    /**
     * A message goes on along the tree.
     *
     * @param from who brought it, null if it was made here, or came by a visit
     */
    void pushed(Gossip message, @Nullable Neighbour from) {
        boolean rises = neighbours.olderLinks() > 0 && (from == null || !from.isOlder());
        if (listeners > 0 || rises) {
            pushed = pushed == null ? new Pushed() : pushed;
            if (listeners > 0) {
                collect(pushed.all, message);
            }
            if (rises) {
                collect(pushed.rising, message);
            }
        }
    }

    /** This neighbour may lack what came in this time: it was cut off from us, or we were from it. */
    void tellRecent(Neighbour neighbour, long millis) {
        neighbour.tell(ground.now(), MOST_ANSWERS);
        Retained retained = gossiping.retainedIfAny();
        if (retained != null) {
            Bundle names = retained.cameSince(ground.now() - millis);
            if (!names.isEmpty()) {
                say(neighbour, new Have(names.take()));
            }
        }
    }

    private void collect(Bundle to, Gossip message) {
        to.add(message.origin(), message.n());
        if (to.isFull()) {
            say();
        } else if (sayAt == NEVER) {
            sayIn(Math.max(0, saidAt + EVERY_MILLIS - ground.now()));
        }
    }

    /**
     * Whether this message is not to be sent to this neighbour now, but will be announced.
     *
     * @param isAhead whether it goes before others
     */
    boolean holdsBack(Neighbour neighbour, Gossip message, long backlog, boolean isAhead) {
        Throttle throttle = gossiping.throttle();
        boolean isRoom = message.length() <= neighbour.link().room();
        boolean isWayTooMuch = backlog > CONGESTED_BYTES + Throttle.MOST_BYTES;
        if (isAhead && isRoom && !isWayTooMuch && !neighbour.link().isStalled()) {
            return false;
        }
        if (neighbour.skipped() == null) {
            isRoom &= backlog <= CONGESTED_BYTES;
            if (isRoom && !throttle.isDistrusted(neighbour)) {
                return false;
            }
            ground.counters().add(Counter.LINKS_CONGESTED, isRoom ? 0 : 1);
        }
        holdBack(neighbour, message);
        return true;
    }

    /** This message does not go to this neighbour, or was dropped on its link: it is announced as soon as may be. */
    void holdBack(Neighbour neighbour, Gossip message) {
        Bundle skipped = neighbour.skipped();
        if (skipped == null) {
            skipped = new Bundle();
            neighbour.congested(skipped);
            congested++;
        }
        if (skipped.isFull()) {
            ground.count(Counter.DROPPED_ANNOUNCEMENT);
        } else {
            skipped.add(message.origin(), message.n());
            ground.count(Counter.MESSAGES_HELD_BACK);
        }
        if (sayAt == NEVER) {
            sayIn(EVERY_MILLIS);
        }
    }

    @Override
    public long due() {
        return sayAt;
    }

    @Override
    public void onDue(long now) {
        say();
    }

    private void say() {
        sayAt = NEVER;
        saidAt = ground.now();
        if (pushed != null) {
            say(pushed);
        }
        if (congested > 0) {
            sayWhatWasHeldBack();
        }
    }

    private void say(Pushed told) {
        Have all = told.all.isEmpty() ? null : new Have(told.all.take());
        Have rising = told.rising.isEmpty() ? null : new Have(told.rising.take());
        for (Neighbour neighbour : neighbours) {
            if (neighbour.listens() && all != null) {
                say(neighbour, all);
            } else if (rising != null && neighbour.isOlder() && gossiping.tree().isToldBy(neighbour)) {
                say(neighbour, rising);
            }
        }
    }

    private void sayWhatWasHeldBack() {
        for (Neighbour neighbour : neighbours) {
            Bundle skipped = neighbour.skipped();
            if (skipped != null && hasDrained(gossiping.large().backlog(neighbour))) {
                neighbour.drained();
                congested--;
                say(neighbour, new Have(skipped.take()));
            }
        }
        if (congested > 0) {
            sayIn(EVERY_MILLIS);
        }
    }

    private void say(Neighbour neighbour, Have have) {
        ground.count(Counter.ANNOUNCEMENTS);
        ground.send(neighbour.link(), have);
    }

    private void sayIn(long millis) {
        sayAt = ground.now() + millis;
        ground.wakeAt(sayAt);
    }
}
