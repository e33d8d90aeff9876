package grapevine.peer.core;

/**
 * The time without any older link, in rounds of dials: those made together are a round, and the next one takes the
 * places of those of them that came to nothing. Made when the last older link is lost; a peer that holds one has none.
 */
final class Orphanage {
    private final long since;
    private int rounds;

    /** Dials made since the present round began: they are the next one. */
    private int further;

    /**
     * Begins.
     *
     * @param since when the last older link was lost (ms)
     * @param open dials that were under way at that moment: they are the first round
     */
    Orphanage(long since, int open) {
        this.since = since;
        rounds = open > 0 ? 1 : 0;
    }

    /**
     * Some dials were made, or none could be.
     *
     * @param open all that are under way now, these among them
     */
    void dialled(int count, int open) {
        boolean isOver = open == further + count;
        further += count;
        if (isOver && further > 0) {
            rounds++;
            further = 0;
        }
    }

    int rounds() {
        return rounds;
    }

    long since() {
        return since;
    }
}
