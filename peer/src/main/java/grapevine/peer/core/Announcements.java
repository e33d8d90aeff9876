package grapevine.peer.core;

import grapevine.node.Counter;
import grapevine.wire.Gossip;
import grapevine.wire.TreeMessage.Have;
import org.jspecify.annotations.Nullable;

/**
 * Tells others what came here, by number: the neighbours that asked for it, at most every 100 ms; and those whose link
 * was congested, once it has drained, of what was not pushed meanwhile.
 */
final class Announcements implements Part {
    static final long EVERY_MILLIS = 100;

    /**
     * A link with more than this waiting (bytes) is handed no further message; the rest of what it may hold back is for
     * one more of any size.
     */
    static final long CONGESTED_BYTES = 3 * 1024 * 1024;

    /** It has drained when no more than this waits. */
    private static final long DRAINED_BYTES = 512 * 1024;

    /** Who asks hears at once of what came so lately (ms): in that time a break of the tree is noticed. */
    static final long ASKED_MILLIS = 10_000;

    /** A second answer within this time (ms) on one connection tells only what came since the one before. */
    private static final long ANSWERED_EVERY_MILLIS = 1000;

    /** So many answers in a row, each within that time of the one before. */
    private static final int MOST_ANSWERS = 10;

    /** Whom we hang on next hears of what came so lately (ms): longer than a dead neighbour can be silent. */
    static final long CUT_MILLIS = 60_000;

    private final PeerNode node;
    private @Nullable Bundle pushed;
    private int listeners;
    private int congested;
    private long saidAt = -EVERY_MILLIS;
    private long sayAt = NEVER;

    Announcements(PeerNode node) {
        this.node = node;
    }

    // Who hears

    void onAnnounce(Neighbour asker, boolean on) {
        if (!asker.isEager && asker.listens != on) {
            asker.listens = on;
            listeners += on ? 1 : -1;
        }
        if (on) {
            answer(asker);
        }
    }

    /** Whoever asks again and again is told each thing once: that costs more than asking. */
    private void answer(Neighbour asker) {
        long millis = node.now() - asker.toldAt;
        boolean isAgain = asker.told > 0 && millis < ANSWERED_EVERY_MILLIS;
        if (isAgain && asker.told >= MOST_ANSWERS) {
            node.count(Counter.DROPPED_ANNOUNCE);
            return;
        }
        if (!isAgain) {
            asker.told = 0;
        }
        tellRecent(asker, isAgain ? millis : ASKED_MILLIS);
    }

    /**
     * A new link becomes eager by the other end's first word: what came before that word could not be pushed, nor
     * announced.
     */
    void grafted(Neighbour by) {
        if (by.told == 0 && by.turnedAt < 0) {
            tellRecent(by, node.now() - by.toldAt);
        }
    }

    /** The link was turned: whoever wants announcements asks anew. What came before is told now. */
    void turned(Neighbour neighbour) {
        if (neighbour.listens && pushed != null && !pushed.isEmpty()) {
            say(neighbour, new Have(pushed.list()));
        }
        deafen(neighbour);
    }

    private void deafen(Neighbour neighbour) {
        if (neighbour.listens) {
            neighbour.listens = false;
            listeners--;
        }
    }

    void unlinked(Neighbour lost) {
        deafen(lost);
        if (lost.skipped != null) {
            lost.skipped = null;
            congested--;
        }
    }

    // What is told

    /** A message goes on along the tree. */
    void pushed(Gossip message) {
        if (listeners > 0) {
            pushed = collect(pushed, message);
        }
    }

    /** This neighbour may lack what came in this time: it was cut off from us, or we were from it. */
    void tellRecent(Neighbour neighbour, long millis) {
        neighbour.toldAt = node.now();
        neighbour.told = (byte) Math.min(neighbour.told + 1, MOST_ANSWERS);
        Retained retained = node.gossiping().retainedIfAny();
        if (retained != null) {
            Bundle names = retained.cameSince(node.now() - millis);
            if (!names.isEmpty()) {
                say(neighbour, new Have(names.take()));
            }
        }
    }

    private Bundle collect(@Nullable Bundle bundle, Gossip message) {
        Bundle to = bundle == null ? new Bundle() : bundle;
        to.add(message.origin(), message.n());
        if (to.isFull()) {
            say();
        } else if (sayAt == NEVER) {
            sayIn(Math.max(0, saidAt + EVERY_MILLIS - node.now()));
        }
        return to;
    }

    /** Whether this message is not to be sent to this neighbour now, but will be announced. */
    boolean holdsBack(Neighbour neighbour, Gossip message, long backlog) {
        if (neighbour.skipped == null) {
            if (backlog <= CONGESTED_BYTES) {
                return false;
            }
            neighbour.skipped = new Bundle();
            congested++;
            node.count(Counter.LINKS_CONGESTED);
        }
        if (neighbour.skipped.isFull()) {
            node.count(Counter.DROPPED_ANNOUNCEMENT);
        } else {
            neighbour.skipped.add(message.origin(), message.n());
            node.count(Counter.MESSAGES_HELD_BACK);
        }
        if (sayAt == NEVER) {
            sayIn(EVERY_MILLIS);
        }
        return true;
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
        saidAt = node.now();
        if (pushed != null && !pushed.isEmpty()) {
            Have have = new Have(pushed.take());
            for (Neighbour neighbour : node.overlay().neighbours()) {
                if (neighbour.listens) {
                    say(neighbour, have);
                }
            }
        }
        if (congested > 0) {
            sayWhatWasHeldBack();
        }
    }

    private void sayWhatWasHeldBack() {
        for (Neighbour neighbour : node.overlay().neighbours()) {
            Bundle skipped = neighbour.skipped;
            if (skipped != null && neighbour.link().backlog() <= DRAINED_BYTES) {
                neighbour.skipped = null;
                congested--;
                say(neighbour, new Have(skipped.take()));
            }
        }
        if (congested > 0) {
            sayIn(EVERY_MILLIS);
        }
    }

    private void say(Neighbour neighbour, Have have) {
        node.count(Counter.ANNOUNCEMENTS);
        node.effects().send(neighbour.link(), have);
    }

    private void sayIn(long millis) {
        sayAt = node.now() + millis;
        node.wakeAt(sayAt);
    }
}
