package grapevine.policy;

import java.util.Objects;

/** How a joiner chooses among the older peers it knows. */
public enum Topology {
    /** One uniformly random, the others each the best of a random subset of heavy-tailed size: a power law. */
    SIBUYA("sibuya"),
    /** The upper half by degree, as the original did: near-complete graphs, kept to compare. */
    TOP_HALF("top-half"),
    /** Each with a probability proportional to its degree (Barabasi and Albert, 1999), kept to compare. */
    PREFERENTIAL("preferential");

    private final String word;

    Topology(String word) {
        this.word = word;
    }

    /**
     * The one with this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Topology of(String word) {
        Objects.requireNonNull(word, "word");
        for (Topology each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("\"" + word + "\" is none of sibuya, top-half, preferential");
    }

    /** The word of the {@code --topology} option. */
    public String word() {
        return word;
    }
}
