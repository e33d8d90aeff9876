package grapevine.peer.core.gossip;

import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages byte for byte in the order in which they came: appended at one end, let go of at the other, found by name.
 * A few small ones are kept as they came, so that they take no room of their own; more are packed. Takes no memory
 * while it is empty.
 *
 * <p>A message is known by its <em>number</em>: how many came before it, ever.
 */
final class Log {
    /** So many are kept as they came, while they are no more bytes than that in all. */
    private static final int FEW = 32;

    private static final int FEW_BYTES = 4096;

    /** A message as it came. */
    private record Kept(Gossip message, long cameAt) {}

    private static final Kept[] NONE = {};

    /** In order, without room to spare, while they are few. */
    private Kept[] few = NONE;

    private long firstNumber;

    /** Null while they are few. */
    private @Nullable PackedLog packed;

    int size() {
        return packed == null ? few.length : packed.size();
    }

    /** The number of the first message that is there, or of the one that comes next. */
    long firstNumber() {
        return packed == null ? firstNumber : packed.firstNumber();
    }

    /** Appends a message, unless its name is there. */
    boolean add(Gossip message, long now) {
        if (packed != null) {
            return packed.add(message, now);
        }
        if (find(message.origin(), message.n()) >= 0) {
            return false;
        }
        if (few.length == FEW || fewBytes() + message.length() > FEW_BYTES) {
            return pack().add(message, now);
        }
        few = Arrays.copyOf(few, few.length + 1);
        few[few.length - 1] = new Kept(message.alone(), now);
        return true;
    }

    private int fewBytes() {
        int bytes = 0;
        for (Kept kept : few) {
            bytes += kept.message.length();
        }
        return bytes;
    }

    private PackedLog pack() {
        PackedLog made = new PackedLog(firstNumber);
        for (Kept kept : few) {
            made.add(kept.message, kept.cameAt);
        }
        packed = made;
        few = NONE;
        return made;
    }

    /** Lets go of the message that came first; there must be one. Returns how many bytes it was. */
    int removeFirst() {
        if (packed == null) {
            int length = few[0].message.length();
            few = few.length == 1 ? NONE : Arrays.copyOfRange(few, 1, few.length);
            firstNumber++;
            return length;
        }
        int length = packed.removeFirst();
        if (packed.size() == 0) {
            firstNumber = packed.firstNumber();
            packed = null;
        }
        return length;
    }

    /** The number of this message, -1 if it is not there. */
    long find(Origin origin, long n) {
        if (packed != null) {
            return packed.find(origin, n);
        }
        for (int i = 0; i < few.length; i++) {
            Gossip message = few[i].message;
            if (message.n() == n && message.origin().equals(origin)) {
                return firstNumber + i;
            }
        }
        return -1;
    }

    /** Whose the message of this number is, which must be there; so with those below. */
    Origin origin(long number) {
        return packed == null ? kept(number).message.origin() : packed.origin(number);
    }

    /** The origin's number for it. */
    long n(long number) {
        return packed == null ? kept(number).message.n() : packed.n(number);
    }

    /** When it came, on the node's clock (ms). */
    long cameAt(long number) {
        return packed == null ? kept(number).cameAt : packed.cameAt(number);
    }

    /** The message, in bytes of its own. */
    Gossip message(long number) {
        return packed == null ? kept(number).message : packed.message(number);
    }

    private Kept kept(long number) {
        return few[(int) (number - firstNumber)];
    }
}
