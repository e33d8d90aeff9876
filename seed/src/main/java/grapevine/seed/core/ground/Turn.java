package grapevine.seed.core.ground;

/** What frames every event of a seed, whichever part of it the event is for. */
public interface Turn {
    /**
     * An event begins.
     *
     * @return whether it matters; not after the seed has left
     */
    boolean begin(long now);

    /** The event is over: the timer is set to the earliest deadline there is now. */
    void end();
}
