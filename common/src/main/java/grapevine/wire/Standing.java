package grapevine.wire;

/** How a peer stood at a seed, in this epoch, until it registered. */
public enum Standing {
    /** It was entered, or never was; nothing is said of it. */
    FINE(""),
    /** It was held for dead. */
    DEAD("dead"),
    /** It had registered before, by its revision, and this seed does not know it any more. */
    UNKNOWN("unknown");

    private final String word;

    Standing(String word) {
        this.word = word;
    }

    /** The word on the wire, empty if nothing is said. */
    public String word() {
        return word;
    }

    /** The one with this word; one that nobody knows says nothing. */
    static Standing of(String word) {
        for (Standing each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        return FINE;
    }
}
