package grapevine.lab.report;

import org.jspecify.annotations.Nullable;

/**
 * A figure of a run beside the one to reach.
 *
 * @param what is measured
 * @param seen in this run
 * @param reach what is wanted, with the conditions it is wanted under
 * @param met whether it is reached; null where the run is not under these conditions
 */
public record Goal(
        String what, String seen, String reach, @Nullable Boolean met) {}
