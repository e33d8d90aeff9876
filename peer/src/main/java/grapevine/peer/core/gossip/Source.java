package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Timed;
import grapevine.peer.core.link.Other;
import grapevine.wire.PieceMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One from whom large messages are taken, on one connection, in the order in which it offered them. So much of them is
 * on the way at a time that nothing else stands behind it for long: more while answers come at once, less when they
 * take their time.
 */
final class Source implements Timed {
    /** Bytes asked for in one word, at the least; and so many have to come in {@link #STALLED_MILLIS}. */
    static final int LEAST = 4096;

    static final long STALLED_MILLIS = 10_000;

    /** Nothing was offered for so long (ms): what is known of it is forgotten. */
    private static final long IDLE_MILLIS = 30_000;

    private static final int FIRST_WINDOW = 2 * LEAST;

    /** As much as a link has room for before what is written, beside the largest other word. */
    private static final int MOST_WINDOW = 11 * PieceMessage.MOST;

    /** An answer that takes less than this (ms) may as well be longer. */
    private static final long SOON_MILLIS = 300;

    /** An answer that takes more than this (ms) holds up everything else. */
    static final long LATE_MILLIS = 600;

    /**
     * One question.
     *
     * @param isUnsaid nobody was asked: what it is about goes ahead, and comes whenever it was sent
     */
    private record Asked(Half half, int to, int size, long at, boolean isUnsaid) {}

    final Other other;

    /** In their order, those that are wanted of it. */
    final List<Half> halves = new ArrayList<>(2);

    private final Taking taking;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private int window = FIRST_WINDOW;
    private long shrunkAt = Long.MIN_VALUE;
    private int moved;
    private long deadline;

    Source(Taking taking, Other other) {
        this.taking = taking;
        this.other = other;
    }

    /** How much more may be asked for now, bytes; nothing if not even the least may. */
    int room() {
        int inFlight = 0;
        for (Half half : halves) {
            inFlight += half.inFlight();
        }
        int most = Math.max(LEAST, window / 2);
        return inFlight == 0 || inFlight + most <= window ? most : 0;
    }

    /** It is asked for bytes of this one, up to there. */
    void asks(Half half, int to, long now) {
        awaits(half, to, now, false);
    }

    /** It sends bytes of this one ahead, up to there. */
    void sendsAhead(Half half, int to, long now) {
        awaits(half, to, now, true);
    }

    private void awaits(Half half, int to, long now, boolean isUnsaid) {
        if (asked.isEmpty()) {
            goesOn(now);
        }
        asked.add(new Asked(half, to, to - half.asked(), now, isUnsaid));
        half.asks(to);
    }

    /** So many bytes came of this one. */
    void came(Half half, int bytes, long now) {
        moved += bytes;
        Asked first = asked.peek();
        boolean isAnswered = first != null && first.half == half && half.have() >= first.to;
        if (first != null && isAnswered) {
            asked.remove();
            judge(first, now);
        }
        if (isAnswered || moved >= LEAST) {
            goesOn(now);
        }
    }

    /**
     * Those that were asked for before this one, of which a piece came: answers come in the order of their questions,
     * so that theirs did not get through. What goes ahead is no answer, and says nothing of these.
     */
    List<Half> passedOver(Half half) {
        Asked first = asked.peek();
        if (first == null || first.half == half) {
            return List.of();
        }
        List<Half> passed = new ArrayList<>();
        for (Asked each : asked) {
            if (each.half == half) {
                return each.isUnsaid ? List.of() : passed;
            }
            if (!passed.contains(each.half)) {
                passed.add(each.half);
            }
        }
        return List.of();
    }

    /** What this one was asked for of it does not come, and may be asked for again. */
    void forgetsQuestions(Half half) {
        asked.removeIf(each -> each.half == half);
        half.isAskedNoMore();
    }

    private void judge(Asked answered, long now) {
        long took = now - answered.at;
        if (took < SOON_MILLIS) {
            window = Math.min(MOST_WINDOW, window + answered.size);
        } else if (took > LATE_MILLIS && answered.at >= shrunkAt) {
            window = Math.max(LEAST, window / 2);
            shrunkAt = now;
        }
    }

    /** Nothing more is wanted of this one here. */
    void drop(Half half) {
        halves.remove(half);
        asked.removeIf(each -> each.half == half);
    }

    /** It comes after the others. */
    void putOff(Half half) {
        drop(half);
        halves.add(half);
    }

    /** It has time again. */
    void goesOn(long now) {
        moved = 0;
        deadline = now + (halves.isEmpty() ? IDLE_MILLIS : STALLED_MILLIS);
    }

    /** Whether something was asked for and did not come yet. */
    boolean isAwaited() {
        for (Half half : halves) {
            if (half.isAwaited || half.inFlight() > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void postpone(long byMillis) {
        deadline += byMillis;
    }

    @Override
    public void onDeadline(long now) {
        taking.isStill(this);
    }
}
