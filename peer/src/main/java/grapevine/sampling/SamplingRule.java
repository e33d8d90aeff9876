package grapevine.sampling;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * How views are kept; the same at every peer of a network. The dimensions are those of M. Jelasity, S. Voulgaris, R.
 * Guerraoui, A.-M. Kermarrec, M. van Steen, Gossip-based Peer Sampling, ACM TOCS 25(3), 2007, and of its forerunner of
 * 2004.
 *
 * @param viewSize how many a view names, 2..{@value #MOST_VIEW_SIZE}, but at least {@value #LEAST_HEALED} for
 *     {@link ViewSelection#HEALER_SWAPPER}; half of it, rounded up, is sent in an exchange
 * @param peerSelection with whom a peer exchanges
 * @param propagation which way the exchange goes
 * @param viewSelection who stays
 * @param healing H, of the oldest that go first, >= 0; for {@link ViewSelection#HEALER_SWAPPER} alone
 * @param swapping S, of those sent that go next, >= 0; for {@link ViewSelection#HEALER_SWAPPER} alone, where H and S
 *     together are at most half of the view: no more come in
 * @param period between two exchanges that a peer begins, 10 ms..1 day
 * @param jitter how much shorter than the period it may be, at random, as a share of it, 0..1
 */
public record SamplingRule(
        int viewSize,
        PeerSelection peerSelection,
        Propagation propagation,
        ViewSelection viewSelection,
        int healing,
        int swapping,
        Duration period,
        double jitter) {
    /** The most a view may name. */
    public static final int MOST_VIEW_SIZE = 128;

    /** The least that a view of healer and swapper may name: smaller ones do not hold a network together. */
    public static final int LEAST_HEALED = 8;

    /** What measured best: 30 peers, with any one both ways every 30 s less up to a fifth, H = 3, S = 12. */
    public static final SamplingRule DEFAULT = new SamplingRule(
            30,
            PeerSelection.RANDOM,
            Propagation.PUSH_PULL,
            ViewSelection.HEALER_SWAPPER,
            3,
            12,
            Duration.ofSeconds(30),
            0.2);

    /** As long as each value is in its range. */
    public SamplingRule {
        Objects.requireNonNull(peerSelection, "peerSelection");
        Objects.requireNonNull(propagation, "propagation");
        Objects.requireNonNull(viewSelection, "viewSelection");
        Objects.requireNonNull(period, "period");
        check(
                viewSize >= 2 && viewSize <= MOST_VIEW_SIZE,
                "view-size=" + viewSize + " is outside 2.." + MOST_VIEW_SIZE);
        check(healing >= 0, "healing=" + healing + " must be >= 0");
        check(swapping >= 0, "swapping=" + swapping + " must be >= 0");
        if (viewSelection == ViewSelection.HEALER_SWAPPER) {
            check(
                    viewSize >= LEAST_HEALED,
                    "view-size=" + viewSize + " is below " + LEAST_HEALED
                            + ": so small views of healer-swapper do not hold together");
            check(
                    (long) healing + swapping <= viewSize / 2,
                    "healing=" + healing + " and swapping=" + swapping + " are more than half of view-size="
                            + viewSize);
        }
        check(
                period.compareTo(Duration.ofMillis(10)) >= 0 && period.compareTo(Duration.ofDays(1)) <= 0,
                "sampling-period=" + text(period) + " is outside 10 ms..1 day");
        check(jitter >= 0 && jitter <= 1, "sampling-jitter=" + jitter + " is outside 0..1");
    }

    /**
     * The default but for three dimensions, as {@code random/push-pull/head} or {@code tail/push/healer-swapper}.
     *
     * @param words peer selection, propagation, view selection
     * @throws IllegalArgumentException if there are not three, or one is none of its kind
     */
    public static SamplingRule of(String words) {
        Objects.requireNonNull(words, "words");
        String[] parts = words.split("/", -1);
        check(parts.length == 3, "\"" + words + "\" is not PEER/PROPAGATION/VIEW, as in random/push-pull/head");
        return DEFAULT.with(
                one(PeerSelection.values(), parts[0]),
                one(Propagation.values(), parts[1]),
                one(ViewSelection.values(), parts[2]));
    }

    /** The same but for these. */
    public SamplingRule with(PeerSelection whom, Propagation way, ViewSelection who) {
        Objects.requireNonNull(whom, "whom");
        Objects.requireNonNull(way, "way");
        Objects.requireNonNull(who, "who");
        return new SamplingRule(viewSize, whom, way, who, healing, swapping, period, jitter);
    }

    /**
     * The same with views of another size, and with H and S in proportion to it as in {@link #DEFAULT}: a tenth, but at
     * least one, and two fifths. Which size holds how many peers together stands in {@code docs/results.md}.
     */
    public SamplingRule withViewSize(int size) {
        return new SamplingRule(
                size, peerSelection, propagation, viewSelection, Math.max(1, size / 10), size * 2 / 5, period, jitter);
    }

    /** The same at another pace. */
    public SamplingRule withPeriod(Duration each, double share) {
        Objects.requireNonNull(each, "each");
        return new SamplingRule(viewSize, peerSelection, propagation, viewSelection, healing, swapping, each, share);
    }

    /** How many are sent in an exchange, the sender itself among them. */
    public int sent() {
        return (viewSize + 1) / 2;
    }

    /** The time until the next exchange (ms). */
    public long nextMillis(RandomGenerator random) {
        Objects.requireNonNull(random, "random");
        long millis = period.toMillis();
        return millis - (long) (millis * jitter * random.nextDouble());
    }

    /** The words that {@link #of} takes. */
    public String words() {
        return word(peerSelection) + "/" + word(propagation) + "/" + word(viewSelection);
    }

    private static <E extends Enum<E>> E one(E[] all, String word) {
        for (E each : all) {
            if (word(each).equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("\"" + word + "\" is none of "
                + Arrays.stream(all).map(SamplingRule::word).collect(Collectors.joining(", ")));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In ms as long as that is a number to read. */
    private static String text(Duration time) {
        return Math.abs(time.toDays()) <= 30 ? time.toMillis() + " ms" : time.toString();
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
