package grapevine.bench;

/**
 * What is measured once a round.
 *
 * @param payload bytes of each broadcast
 */
record Case(Entrant entrant, int payload) {
    @Override
    public String toString() {
        return entrant.word() + " " + payload + " B";
    }
}
