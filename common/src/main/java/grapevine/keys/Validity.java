package grapevine.keys;

import java.time.Duration;
import java.time.Instant;

/** When a certificate is valid; it says both to the second. */
record Validity(Instant from, Instant until) {
    /** It begins before it is made, for whose clock is behind. */
    private static final Duration BEFORE = Duration.ofHours(1);

    /** So many days, from an hour ago on. */
    static Validity ofDays(int days) {
        return from(Instant.now().minus(BEFORE), days);
    }

    /** So many days from then on. */
    static Validity from(Instant from, int days) {
        return new Validity(from, from.plus(Duration.ofDays(days)));
    }
}
