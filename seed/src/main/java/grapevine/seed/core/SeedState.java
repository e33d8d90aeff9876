package grapevine.seed.core;

import grapevine.node.Counters;
import grapevine.node.Effects;
import java.util.random.RandomGenerator;

/** What the parts of one seed share. Entered in the seed's lane only. */
final class SeedState {
    /** How far ahead of this seed's clock an age may be (ms). */
    private static final long AGE_AHEAD = 3_600_000;

    final SeedSettings settings;
    final RandomGenerator random;
    final Effects effects;
    final Counters counters = new Counters();
    final Registry registry = new Registry();
    private long now;
    private long startedAt;

    SeedState(SeedSettings settings, RandomGenerator random, Effects effects) {
        this.settings = settings;
        this.random = random;
        this.effects = effects;
    }

    /** The time of the event that is being handled. */
    long now() {
        return now;
    }

    void passTo(long then) {
        now = then;
    }

    void started() {
        startedAt = now;
    }

    /** Time since the start (ms). */
    long upMillis() {
        return now - startedAt;
    }

    /** Whether no honest peer can have this age yet. */
    boolean isTooFarAhead(long age) {
        return age - AGE_AHEAD > effects.wallTime();
    }
}
