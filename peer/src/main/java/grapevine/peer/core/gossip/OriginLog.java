package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one origin that are kept. Those that came straight stand {@link InOrder}, but for a few small ones,
 * which are kept as they came and take no room of their own. Those that were fetched, and what came far out of order,
 * are kept one by one.
 */
final class OriginLog {
    /** What a message takes besides its bytes, about, where it stands in order, and where it does not. */
    static final int ENTRY_BYTES = 48;

    static final int SINGLE_BYTES = 192;

    /** What an origin takes, about. */
    static final int ORIGIN_BYTES = 256;

    /** So many are kept as they came, while they are no more bytes than that in all. */
    private static final int FEW = 8;

    private static final int FEW_BYTES = 4096;

    /** A message as it came. */
    private record Kept(Gossip message, long cameAt) {
        long madeAt() {
            return cameAt - message.age();
        }
    }

    private static final Kept[] NONE = {};

    final Origin origin;

    /** When the one was made that goes first, as it was when this was put in order with other origins. */
    long orderedBy;

    /** Whether it is looked at first when there is no room. */
    boolean isLarge;

    /** Whether the others are looked at before it then. */
    boolean leavesLast;

    /** The number of the message that came last of it, counted over all origins. */
    long cameAs;

    /** When that one came. */
    private long lastCameAt;

    private final Chunks.FreeList free;

    /** In the order of their numbers, without room to spare, while they are few. */
    private Kept[] few = NONE;

    /** Null while they are few. */
    private @Nullable InOrder inOrder;

    /** Those kept one by one, by when they go, and by number; null while there are none. */
    private @Nullable PriorityQueue<Kept> single;

    private NavigableMap<Long, Kept> singleByNumber = Collections.emptyNavigableMap();
    private long bytes = ORIGIN_BYTES;

    OriginLog(Origin origin, Chunks.FreeList free) {
        this.origin = origin;
        this.free = free;
    }

    int size() {
        return few.length + (inOrder == null ? 0 : inOrder.size()) + singleByNumber.size();
    }

    /** What it takes, bytes of memory, about. */
    long bytes() {
        return bytes;
    }

    /** Keeps a message that is not there. */
    void add(Gossip message, long now) {
        lastCameAt = now;
        bytes += message.length();
        if (message.age() > 0 || !addInOrder(message, now)) {
            addSingle(new Kept(message.alone(), now));
            bytes += SINGLE_BYTES;
        } else {
            bytes += ENTRY_BYTES;
        }
    }

    private boolean addInOrder(Gossip message, long now) {
        if (inOrder != null) {
            return inOrder.add(message, now);
        }
        if (few.length < FEW && bytes <= ORIGIN_BYTES + FEW_BYTES) {
            return addToFew(new Kept(message.alone(), now));
        }
        InOrder made = new InOrder(free);
        for (Kept kept : few) {
            made.add(kept.message, kept.cameAt);
        }
        few = NONE;
        inOrder = made;
        return made.add(message, now);
    }

    private boolean addToFew(Kept kept) {
        int last = few.length - 1;
        if (last >= 0 && few[last].message.n() > kept.message.n()) {
            return false;
        }
        few = Arrays.copyOf(few, few.length + 1);
        few[few.length - 1] = kept;
        return true;
    }

    private void addSingle(Kept kept) {
        if (single == null) {
            single = new PriorityQueue<>(Comparator.comparingLong(Kept::madeAt));
            singleByNumber = new TreeMap<>();
        }
        single.add(kept);
        singleByNumber.put(kept.message.n(), kept);
    }

    /** When the one was made that goes next, as far as is known here; there must be one. */
    long oldest() {
        long ofSingle = single == null ? Long.MAX_VALUE : single.element().madeAt();
        return Math.min(oldestInOrder(), ofSingle);
    }

    private long oldestInOrder() {
        if (few.length > 0) {
            return few[0].cameAt;
        }
        return inOrder == null || inOrder.size() == 0 ? Long.MAX_VALUE : inOrder.cameAt(0);
    }

    private boolean isSingleOldest() {
        return single != null && single.element().madeAt() < oldestInOrder();
    }

    /** Which one that is. */
    long oldestNumber() {
        if (single != null && isSingleOldest()) {
            return single.element().message.n();
        }
        return inOrder == null ? few[0].message.n() : inOrder.n(0);
    }

    /** Lets go of that one. */
    void removeOldest() {
        if (single != null && isSingleOldest()) {
            Kept gone = single.remove();
            singleByNumber.remove(gone.message.n());
            bytes -= gone.message.length() + SINGLE_BYTES;
            if (single.isEmpty()) {
                single = null;
                singleByNumber = Collections.emptyNavigableMap();
            }
        } else if (inOrder != null) {
            bytes -= inOrder.removeFirst() + ENTRY_BYTES;
            if (inOrder.size() == 0) {
                inOrder = null;
            }
        } else {
            bytes -= few[0].message.length() + ENTRY_BYTES;
            few = few.length == 1 ? NONE : Arrays.copyOfRange(few, 1, few.length);
        }
    }

    boolean has(long n) {
        return (inOrder != null && inOrder.find(n) >= 0) || keptAsItCame(n) != null;
    }

    /** The lowest number of those kept that is not below this one; null if all are. */
    @Nullable
    Long numberFrom(long n) {
        Long lowest = inOrder == null ? null : inOrder.numberFrom(n);
        for (Kept kept : few) {
            if (kept.message.n() >= n) {
                lowest = kept.message.n();
                break;
            }
        }
        Long ofSingle = singleByNumber.ceilingKey(n);
        return lowest == null || (ofSingle != null && ofSingle < lowest) ? ofSingle : lowest;
    }

    /** When this message was made, as far as is known here; null if it is not here. */
    @Nullable
    Long madeAt(long n) {
        int index = inOrder == null ? -1 : inOrder.find(n);
        if (inOrder != null && index >= 0) {
            return inOrder.cameAt(index);
        }
        Kept kept = keptAsItCame(n);
        return kept == null ? null : (Long) kept.madeAt();
    }

    /** The message as it came, in bytes of its own; null if it is not here. */
    @Nullable
    Gossip get(long n) {
        int index = inOrder == null ? -1 : inOrder.find(n);
        if (inOrder != null && index >= 0) {
            return Gossip.read(inOrder.frame(index), origin);
        }
        Kept kept = keptAsItCame(n);
        return kept == null ? null : kept.message;
    }

    private @Nullable Kept keptAsItCame(long n) {
        for (Kept kept : few) {
            if (kept.message.n() == n) {
                return kept;
            }
        }
        return singleByNumber.isEmpty() ? null : singleByNumber.get(n);
    }

    /** Whether any came, or was made, since a moment. */
    boolean isYoung(long moment) {
        return lastCameAt >= moment;
    }

    /** The numbers of those that came since a moment. */
    Ranges cameSince(long moment) {
        Ranges came = inOrderSince(moment);
        for (Kept kept : singleByNumber.values()) {
            if (kept.cameAt >= moment) {
                came.add(kept.message.n());
            }
        }
        return came;
    }

    /** The numbers of those that were made since a moment, as far as is known here. */
    Ranges madeSince(long moment) {
        Ranges made = inOrderSince(moment);
        for (Kept kept : singleByNumber.values()) {
            if (kept.madeAt() >= moment) {
                made.add(kept.message.n());
            }
        }
        return made;
    }

    private Ranges inOrderSince(long moment) {
        Ranges since = new Ranges();
        for (Kept kept : few) {
            if (kept.cameAt >= moment) {
                since.add(kept.message.n());
            }
        }
        if (inOrder != null) {
            inOrder.addSince(moment, since);
        }
        return since;
    }
}
