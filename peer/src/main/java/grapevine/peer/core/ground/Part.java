package grapevine.peer.core.ground;

/** A part of a peer that acts by itself at a time. The node arms one timer: the earliest of its parts' times. */
public interface Part {
    /** Nothing is due. */
    long NEVER = Long.MAX_VALUE;

    /** When {@link #onDue} wants to be called next, or {@link #NEVER}. May be early, never late. */
    long due();

    /** The time has come, or is near: does what is due by now. */
    void onDue(long now);
}
