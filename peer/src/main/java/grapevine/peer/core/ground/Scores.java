package grapevine.peer.core.ground;

import grapevine.wire.Address;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What members of a network that has keys did against its rules, by their names, whatever their keys and addresses: so
 * many points for each misdeed, of which half are left after {@value #HALF_MILLIS} ms. Whoever has
 * {@value #DISTRUSTED} or more is given no new link, and nothing is compared with it; but not more of them than a
 * quarter of the links there are: whoever could have everybody distrusted would have cut off a peer. Kept in memory
 * alone.
 */
public final class Scores {
    /** The most members that are told apart; beyond, that one goes that has the fewest points. */
    public static final int MOST = 256;

    /** Points for a message that is not what it says it is, which who brought it could have known. */
    static final double FORGERY = 16;

    /**
     * Points for an answer that was kept back. It takes two within three minutes to be distrusted: of that, other than
     * of a forgery, there is no proof that holds against all that networks do.
     */
    static final double WITHHELD = 6;

    /** From so many points on. */
    static final double DISTRUSTED = 8;

    /** More than these nobody has, and so is trusted again within 8 min. */
    static final double HIGHEST = 128;

    static final long HALF_MILLIS = 120_000;

    /** What is so little is forgotten. */
    private static final double NOTHING = 0.5;

    private static final int PART = 4;

    /** What one member did. */
    private static final class Score {
        double points;
        long at;
        long misdeeds;

        /** Whether the operator was told that it is distrusted. */
        boolean isTold;

        String last = "";
        Address where;

        Score(Address where) {
            this.where = where;
        }

        double now(long now) {
            return points * Math.pow(0.5, (double) (now - at) / HALF_MILLIS);
        }
    }

    private final Map<String, Score> scores = new HashMap<>(4);

    /**
     * This member did something against the rules.
     *
     * @param where it was then
     * @param points for it
     * @param why for the operator
     * @param links how many there are, but for one to it
     * @return whether it is distrusted now and was not the last time, and the operator is to be told
     */
    boolean blame(String member, Address where, double points, String why, int links, long now) {
        Score score = scores.computeIfAbsent(member, any -> new Score(where));
        score.where = where;
        double before = score.now(now);
        boolean wasTold = score.isTold && before >= DISTRUSTED;
        score.points = Math.min(HIGHEST, before + points);
        score.at = now;
        score.misdeeds++;
        score.last = why;
        if (scores.size() > MOST) {
            forgetOne(now);
        }
        score.isTold = wasTold || isDistrusted(member, links, now);
        return score.isTold && !wasTold;
    }

    private void forgetOne(long now) {
        scores.entrySet().stream()
                .min(Comparator.comparingDouble(each -> each.getValue().now(now)))
                .map(Map.Entry::getKey)
                .ifPresent(scores::remove);
    }

    /**
     * Whether this member is to have no new link.
     *
     * @param links how many there are
     */
    boolean isDistrusted(String member, int links, long now) {
        Score score = scores.get(member);
        if (score == null || score.now(now) < DISTRUSTED) {
            return false;
        }
        double points = score.now(now);
        long worse = scores.entrySet().stream()
                .filter(each -> isWorse(each.getKey(), each.getValue().now(now), member, points))
                .count();
        return worse < most(links);
    }

    /** So many are distrusted at the most. */
    private static int most(int links) {
        return (links + PART - 1) / PART;
    }

    /** Of those with as many points the name decides: else any number of them were the worst. */
    private static boolean isWorse(String one, double points, String another, double others) {
        return points != others ? points > others : one.compareTo(another) < 0;
    }

    /** How many are told apart. */
    public int size() {
        return scores.size();
    }

    /**
     * How many are distrusted.
     *
     * @param links how many there are
     */
    public int distrusted(int links, long now) {
        scores.values().removeIf(score -> score.now(now) < NOTHING);
        long many = scores.values().stream()
                .filter(score -> score.now(now) >= DISTRUSTED)
                .count();
        return (int) Math.min(many, most(links));
    }

    /**
     * What the member did that was last seen there, in words: {@code member=p7 score=12.5 why-score="3 times, last:
     * ..."}; null if there is nothing.
     */
    public @Nullable String tellAt(Address where, long now) {
        for (Map.Entry<String, Score> each : scores.entrySet()) {
            Score score = each.getValue();
            if (score.where.equals(where) && score.now(now) >= NOTHING) {
                return "member=" + each.getKey() + " score=" + String.format(Locale.ROOT, "%.1f", score.now(now))
                        + " why-score=\"" + score.misdeeds + (score.misdeeds == 1 ? " time" : " times") + ", last: "
                        + score.last + "\"";
            }
        }
        return null;
    }
}
