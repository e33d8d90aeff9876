package grapevine.peer.core.join;

import grapevine.wire.Entry;
import java.util.List;

/** Whoever makes links out of what is learnt when a peer joins, renews, and asks for others. */
public interface Joining {
    /** Whether older peers are wanted with the next renewal. */
    boolean wantsOlder();

    /**
     * A round with the seeds is over, and some answered.
     *
     * @param entries what they named, each peer once
     * @param most how many older peers the seed knows that knows most
     * @param wasWanted whether a list was asked for
     */
    void seedsAnswered(List<Entry> entries, int most, boolean wasWanted);

    /** The age is settled without any seed: links may be asked for. */
    void ageSettled();
}
