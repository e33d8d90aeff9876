package grapevine.node;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Whose wall clock is wrong, as far as hellos tell, each of which says what its sender's clock shows. Nothing in the
 * protocol depends on it: it is for the operator, who is told of each wrong clock once, and for times that have to be
 * near what most clocks show. Wrong is who is far from the median of those heard last and our own. Where the two in the
 * middle differ it is somewhere between them: ours is wrong if it is before both, or behind both.
 *
 * <p>Heard is whom we dialled, since anybody can dial us. Where fewer than two others were heard, and none that agrees
 * with ours, those that dialled us are asked too, with one voice for each place: else one whom all the others dialled
 * would know of no clock but its own. So who is alone moves nothing, however many addresses it has; of three clocks
 * two decide. Where there is one other voice in all, nobody knows which of the two is wrong, and ours stands.
 *
 * <p>A hello may have waited while one of the two stood still, so that one alone proves nothing. When our own clock is
 * set, or stood still with the machine, what was heard before says nothing any more, and is forgotten. Bounded. For one
 * thread at a time.
 */
public final class ClockCheck {
    /** Clocks that differ by no more than this (ms) agree. */
    public static final long AGREEING_MILLIS = 60_000;

    /** So many others' clocks are compared. */
    private static final int MOST_HEARD = 16;

    private static final int MOST_SUSPECTED = 64;

    /** So much is told in all, since whoever reaches a port can say what it likes. */
    private static final int MOST_TOLD = 256;

    /** So many places are compared of which somebody dialled us. */
    private static final int MOST_PLACES = 16;

    /** Nobody listens there. */
    private static final Address SOMEBODY = new Address(Ip.UNSPECIFIED, 1);

    /** Hellos after which it is told that two clocks differ of which nobody knows which is wrong. */
    private static final int ENOUGH_HELLOS = 8;

    /** By how much each is ahead of ours (ms), of those heard last, the latest last. */
    private final Map<Address, Long> heard = new LinkedHashMap<>();

    /** The same of those that dialled us, by place: whoever said so last there. */
    private final Map<Ip, Long> callers = new LinkedHashMap<>();

    /** Those that did not agree with ours the last time they were heard. */
    private final Map<Address, Long> suspected = new LinkedHashMap<>();

    private final Set<Address> told = new HashSet<>();

    /** How far (ms) our clock was ahead of the one that is never set, when the first of those was heard. */
    private long offset;

    private boolean areWeTold;
    private int tells;
    private int hellos;

    /** Whether a clock that is so much (ms) ahead of ours, or behind, is as good as the same. */
    public static boolean agrees(long ahead) {
        return Math.abs(ahead) <= AGREEING_MILLIS;
    }

    /**
     * Somebody said what its clock shows.
     *
     * @param ahead by how much (ms) that is ahead of ours, or behind
     * @param offset how far (ms) ours is ahead of a clock that only goes forward and is never set
     * @return what the operator is to be told, null for nothing
     */
    public @Nullable Fact heard(Address by, long ahead, long offset) {
        forgetIfOursWasSet(offset);
        hellos++;
        heard.remove(by);
        if (agrees(ahead)) {
            heard.remove(SOMEBODY);
        }
        heard.put(by, ahead);
        keepLatest(heard.keySet(), MOST_HEARD);
        if (agrees(ahead)) {
            suspected.remove(by);
            areWeTold &= isOurs(median(offset));
            return null;
        }
        Long before = suspected.put(by, ahead);
        keepLatest(suspected.keySet(), MOST_SUSPECTED);
        boolean isProven = before != null && agrees(ahead - before);
        Fact fact = isProven && tells < MOST_TOLD ? judge(by, ahead) : null;
        tells += fact == null ? 0 : 1;
        return fact;
    }

    /**
     * Before this began, somebody's clock agreed with ours: whoever it was, until another one's does.
     *
     * @param offset as in {@link #heard}, then
     */
    public void heardBefore(long offset) {
        forgetIfOursWasSet(offset);
        heard.put(SOMEBODY, 0L);
    }

    /**
     * Somebody that dialled us, and is linked with us, said what its clock shows. Nothing is told of it.
     *
     * @param place where it is, see {@link Ip#place}
     * @param ahead as in {@link #heard}
     * @param offset as there
     */
    public void heardCaller(Ip place, long ahead, long offset) {
        forgetIfOursWasSet(offset);
        callers.remove(place);
        callers.put(place, ahead);
        keepLatest(callers.keySet(), MOST_PLACES);
    }

    private void forgetIfOursWasSet(long offset) {
        if (!agrees(offset - this.offset)) {
            heard.clear();
            callers.clear();
            suspected.clear();
            told.clear();
            areWeTold = false;
            this.offset = offset;
        }
    }

    private @Nullable Fact judge(Address by, long ahead) {
        long[] sorted = sorted();
        long low = sorted[(sorted.length - 1) / 2];
        long high = sorted[sorted.length / 2];
        if (low > AGREEING_MILLIS || high < -AGREEING_MILLIS) {
            boolean isNew = !areWeTold;
            areWeTold = true;
            return isNew ? new Fact.ClockDiffers(by, ahead, "ours") : null;
        }
        if (!agrees(high - low)) {
            return hellos < ENOUGH_HELLOS || !told.add(by) ? null : new Fact.ClockDiffers(by, ahead, "either");
        }
        return told.add(by) ? new Fact.ClockDiffers(by, ahead, "theirs") : null;
    }

    private static boolean isOurs(long median) {
        return !agrees(median);
    }

    private static <T> void keepLatest(Set<T> latest, int most) {
        if (latest.size() > most) {
            latest.remove(latest.iterator().next());
        }
    }

    /**
     * By how much (ms) the clock that most agree with is ahead of ours, or behind; 0 where there is none.
     *
     * @param offset as in {@link #heard}
     */
    public long median(long offset) {
        if (!agrees(offset - this.offset)) {
            return 0; // what was heard is of before
        }
        long[] sorted = sorted();
        long low = sorted[(sorted.length - 1) / 2];
        return agrees(sorted[sorted.length / 2] - low) ? low : 0;
    }

    /** With our own. */
    private long[] sorted() {
        LongStream.Builder all = LongStream.builder().add(0);
        heard.values().forEach(all::add);
        if (mayBeAlone()) {
            callers.values().forEach(all::add);
        }
        return all.build().sorted().toArray();
    }

    /** Whether those we dialled cannot tell whether ours is wrong. */
    private boolean mayBeAlone() {
        return heard.size() < 2 && heard.values().stream().noneMatch(ClockCheck::agrees);
    }
}
