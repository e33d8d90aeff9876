package grapevine.peer.core.repair;

import grapevine.node.Counter;
import grapevine.node.Link;
import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.gossip.Large;
import grapevine.peer.core.gossip.Retained;
import grapevine.peer.core.gossip.Throttle;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.link.Other;
import grapevine.wire.Gossip;
import grapevine.wire.Limits;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer to somebody who asks for messages by their numbers: those that are retained are sent, the others are told
 * to be gone. It ends early where that takes too long or fills the link; the asker asks again for what it did not hear
 * of.
 */
final class Supply {
    /** Messages in one answer. */
    static final int MOST_MESSAGES = 1024;

    /** Bytes of messages in one answer, but for a single one. */
    static final long MOST_BYTES = 256 * 1024;

    /** Numbers in one answer, sent or told to be gone. */
    static final int MOST_NUMBERS = 65_536;

    /** Ranges told to be gone in one answer; these fit one body. */
    private static final int MOST_GONE = 1024;

    /** Nobody takes what is as old (ms) for new. */
    private static final long MOST_AGE = PeerSettings.MOST_RETAIN_TIME.toMillis();

    private final Ground ground;
    private final Retained retained;
    private final Throttle throttle;
    private final Other asker;
    private final Link link;
    private final List<OriginRanges> gone = new ArrayList<>();
    private int messages;
    private long bytes;
    private int numbers;
    private int goneRanges;

    private Supply(Ground ground, Gossiping gossiping, Other asker) {
        this.ground = ground;
        retained = gossiping.retained();
        throttle = gossiping.throttle();
        this.asker = asker;
        link = asker.link();
    }

    /** Answers on this link; {@code Gone}, perhaps empty, is its end. */
    static void answer(Ground ground, Gossiping gossiping, Other asker, List<OriginRanges> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        Supply supply = new Supply(ground, gossiping, asker);
        for (OriginRanges each : wanted) {
            supply.answer(each.origin(), each.ranges());
        }
        if (supply.messages > 0) {
            gossiping.throttle().answered(asker);
        }
        long keeps = gossiping.retained().keeps(ground.now());
        boolean isAll = keeps >= PeerSettings.MOST_RETAIN_TIME.toMillis();
        ground.send(asker.link(), isAll ? new Gone(supply.gone) : new Gone(supply.gone, keeps));
    }

    /** What is not here is passed over at once, however much of it was asked for: to ask costs next to nothing. */
    private void answer(Origin origin, List<Range> ranges) {
        List<Range> lacking = new ArrayList<>(1);
        for (Range range : ranges) {
            long lackingFrom = 0;
            long n = range.first();
            while (n - 1 != range.last() && !isFull()) { // also where the last number is the largest there is
                Gossip message = retained.get(origin, n, ground.now());
                if (message != null) {
                    numbers++;
                    lackingFrom = close(lacking, lackingFrom, n - 1);
                    send(asOldAsItMayBe(message));
                    n++;
                } else {
                    lackingFrom = lackingFrom == 0 ? n : lackingFrom;
                    long run = Math.min(lackingAt(origin, n, range.last()), MOST_NUMBERS - numbers);
                    numbers += (int) run;
                    n += run;
                }
            }
            close(lacking, lackingFrom, n - 1);
        }
        if (!lacking.isEmpty()) {
            gone.add(new OriginRanges(origin, lacking));
        }
    }

    /** How many numbers in a row are not here, of which this is the first; at most a full answer's. */
    private long lackingAt(Origin origin, long n, long last) {
        Long next = n == Long.MAX_VALUE ? null : retained.numberFrom(origin, n + 1);
        long end = next == null || next > last ? last : next - 1;
        return Math.min(end - n, MOST_NUMBERS) + 1;
    }

    /** A run of numbers that are not here has ended; there is none if it never began. */
    private long close(List<Range> lacking, long first, long last) {
        if (first > 0) {
            lacking.add(new Range(first, last));
            goneRanges++;
        }
        return 0;
    }

    /** What this peer may have slept on is for those alone who still miss it. */
    private Gossip asOldAsItMayBe(Gossip message) {
        return ground.mayBeOlder(ground.now() - message.age()) && message.age() < MOST_AGE
                ? message.withAge(MOST_AGE)
                : message;
    }

    private void send(Gossip message) {
        messages++;
        bytes += message.length();
        ground.count(Counter.MESSAGES_SUPPLIED);
        ground.send(link, Large.isToBeOffered(message, asker) ? Offer.of(message) : message);
    }

    private boolean isFull() {
        return messages >= MOST_MESSAGES
                || bytes >= MOST_BYTES
                || numbers >= MOST_NUMBERS
                || goneRanges >= MOST_GONE
                || (messages == 0 ? throttle.isTooFullFor(asker) : Throttle.isTooFullToAnswer(link))
                || link.room() < Limits.PAYLOAD;
    }
}
