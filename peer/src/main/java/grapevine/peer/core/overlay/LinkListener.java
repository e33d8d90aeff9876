package grapevine.peer.core.overlay;

import grapevine.peer.core.link.Neighbour;

/**
 * Told what becomes of links by the {@link Overlay}, which makes and drops them, while it does. Of one link in this
 * order: {@link #found}, then the operator reads that the link is made, then {@link #linked}; in the end
 * {@link #unlinked}, and after that {@link #broken} if it ended so.
 */
public interface LinkListener {
    /** It is there, whatever was thought of it before: the link counts from now on. */
    void found(Neighbour neighbour);

    /**
     * The link is made, and told to the operator: messages may go.
     *
     * @param isDialled whether we dialled
     */
    void linked(Neighbour neighbour, boolean isDialled);

    /** The link goes over another connection from now on; words said on the former may be lost. */
    void moved(Neighbour neighbour);

    /** The link is gone, for whatever reason. */
    void unlinked(Neighbour neighbour);

    /** The link that is gone broke without a word. */
    void broken(Neighbour neighbour);
}
