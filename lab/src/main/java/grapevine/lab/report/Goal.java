package grapevine.lab.report;

/**
 * A figure of a run beside the one to reach.
 *
 * @param what is measured
 * @param seen in this run
 * @param reach what is wanted, with the conditions it is wanted under
 * @param mark whether it is reached
 */
public record Goal(String what, String seen, String reach, Mark mark) {}
