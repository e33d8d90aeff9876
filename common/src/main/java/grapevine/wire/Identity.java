package grapevine.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which network a node is of: a number made at random by one of its nodes, and the numbers that the network had before.
 * Two nodes are of one network if they have a number in common. A number is <em>provisional</em>, written with a
 * question mark, until it has stood for a while: until then whoever made it may have made it needlessly, and it yields.
 * Immutable, and mostly one object for very many peers.
 */
public final class Identity {
    /** Numbers that are kept in all; beyond, provisional ones are forgotten first, then the earliest. */
    public static final int MOST = 8;

    /** The present one first, then the former ones, the latest first. */
    private final long[] numbers;

    /** Bit i: the number in place i is provisional. */
    private final int provisional;

    private Identity(long[] numbers, int provisional) {
        this.numbers = numbers;
        this.provisional = provisional;
    }

    /** A network that nobody has joined yet. */
    public static Identity made(long number) {
        return new Identity(new long[] {number}, 1);
    }

    /** Numbers as read: the present one first. Those of the mask's bits are provisional. */
    static Identity of(long[] numbers, int provisional) {
        return new Identity(numbers, provisional);
    }

    /** The present number. */
    public long number() {
        return numbers[0];
    }

    /** Whether the present number has stood for long enough. */
    public boolean isFirm() {
        return (provisional & 1) == 0;
    }

    /** The same, and the present number has stood for long enough. */
    public Identity firm() {
        return isFirm() ? this : new Identity(numbers, provisional & ~1);
    }

    /** The same, but the present number is provisional: it was heard of, and may be wrong. */
    public Identity provisional() {
        return isFirm() ? new Identity(numbers, provisional | 1) : this;
    }

    /** Whether this number is the present one, or a former one. */
    public boolean has(long number) {
        return place(number) >= 0;
    }

    /** Whether both are the same network. */
    public boolean isSameAs(Identity other) {
        for (long number : other.numbers) {
            if (has(number)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The same, which bore these numbers too. What is firm in either is firm. Where they are too many, the present
     * number of the other is among those that stay.
     */
    public Identity knowing(Identity other) {
        Identity all = this;
        for (int i = 0; i < other.numbers.length; i++) {
            all = all.knowing(other.numbers[i], other.isProvisional(i));
        }
        return all.knowing(other.number(), !other.isFirm());
    }

    /** The same, which bore as many of these numbers too as there is room for: no firm one of ours goes for them. */
    private Identity knowingWhatFits(Identity other) {
        Identity all = this;
        for (int i = 0; i < other.numbers.length; i++) {
            boolean isOneTooMany = all.numbers.length == MOST && all.isFirmAlone() && !all.has(other.numbers[i]);
            all = isOneTooMany ? all : all.knowing(other.numbers[i], other.isProvisional(i));
        }
        return all;
    }

    /** Whether none of the former numbers is provisional. */
    private boolean isFirmAlone() {
        return (provisional & ~1) == 0;
    }

    private boolean hasFirmOnesOf(Identity other) {
        for (int i = 0; i < other.numbers.length; i++) {
            if (!other.isProvisional(i) && !has(other.numbers[i])) {
                return false;
            }
        }
        return true;
    }

    private Identity knowing(long number, boolean isProvisional) {
        int place = place(number);
        if (place >= 0) {
            boolean isFirmer = isProvisional(place) && !isProvisional;
            return isFirmer ? new Identity(numbers, provisional & ~(1 << place)) : this;
        }
        if (numbers.length == MOST) {
            Identity fewer = withoutLeast(isProvisional);
            return fewer == null ? this : fewer.knowing(number, isProvisional);
        }
        long[] more = Arrays.copyOf(numbers, numbers.length + 1);
        more[numbers.length] = number;
        return new Identity(more, provisional | (isProvisional ? 1 << numbers.length : 0));
    }

    /** Without the last provisional one among the former, else, for a firm one, without the last; null for neither. */
    private @Nullable Identity withoutLeast(boolean isForProvisional) {
        for (int i = numbers.length - 1; i > 0; i--) {
            if (isProvisional(i)) {
                return without(i);
            }
        }
        return isForProvisional ? null : without(numbers.length - 1);
    }

    private Identity without(int place) {
        long[] fewer = Arrays.copyOf(numbers, numbers.length - 1);
        System.arraycopy(numbers, place + 1, fewer, place, numbers.length - 1 - place);
        int below = (1 << place) - 1;
        return new Identity(fewer, (provisional & below) | (provisional >>> 1 & ~below));
    }

    /** How many numbers it is known by. */
    public int size() {
        return numbers.length;
    }

    /** The same, without those former numbers that are provisional. */
    public Identity withoutProvisional() {
        Identity fewer = this;
        for (int i = numbers.length - 1; i > 0; i--) {
            fewer = fewer.isProvisional(i) ? fewer.without(i) : fewer;
        }
        return fewer;
    }

    /** Whether the present number of the other is the one that stays: a firm one, of two of a kind the smaller. */
    public boolean yieldsTo(Identity other) {
        if (isFirm() != other.isFirm()) {
            return other.isFirm();
        }
        return Long.compareUnsigned(other.number(), number()) < 0;
    }

    /**
     * What this one is from now on, where both know of each other: the number that stays, alike whichever of the two
     * works it out, with the others. Where one of two as firm as each other has left the other's number behind, that
     * one has given way already. No firm number of this one ever goes: if there is no room for the other's, this one
     * stays what it is.
     */
    public Identity mergedWith(Identity other) {
        boolean theyMoved = other.has(number());
        boolean weMoved = has(other.number());
        boolean hasMoved = isFirm() == other.isFirm() && theyMoved != weMoved;
        if (hasMoved ? theyMoved : yieldsTo(other)) {
            Identity next = new Identity(new long[] {other.number()}, other.provisional & 1).knowingWhatFits(this);
            return next.hasFirmOnesOf(this) ? next.knowingWhatFits(other) : this;
        }
        return knowingWhatFits(other);
    }

    private boolean isProvisional(int place) {
        return (provisional >>> place & 1) != 0;
    }

    private int place(long number) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == number) {
                return i;
            }
        }
        return -1;
    }

    /** As much of it as fits into so many characters, all of it the present number at least. */
    String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.length; i++) {
            String next = (i == 0 ? "" : ",") + Lines.hash(numbers[i]) + (isProvisional(i) ? "?" : "");
            if (i > 0 && text.length() + next.length() > most) {
                break;
            }
            text.append(next);
        }
        return text.toString();
    }

    /** The present number as it is shown to a person. */
    public String name() {
        return Lines.hash(number()) + (isFirm() ? "" : "?");
    }

    /** All of it as on the wire. */
    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Identity that
                && provisional == that.provisional
                && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(numbers) + provisional;
    }
}
