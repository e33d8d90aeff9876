package grapevine.policy;

import java.util.Objects;

/** Which links carry a message. */
public enum Dissemination {
    /** The links of one tree, which mends itself: each peer gets one copy. */
    TREE("tree"),
    /** Every link but the one it came by: the fewest hops, and a copy for each link. */
    FLOOD("flood");

    private final String word;

    Dissemination(String word) {
        this.word = word;
    }

    /**
     * The one with this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Dissemination of(String word) {
        Objects.requireNonNull(word, "word");
        for (Dissemination each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("\"" + word + "\" is none of tree, flood");
    }

    /** The word of the {@code --dissemination} option. */
    public String word() {
        return word;
    }
}
