package grapevine.policy;

import java.util.Objects;

/** What a peer says, and does, about what its messages come after; {@link Order} is about those of one origin. */
public enum Clocks {
    /** Nothing: its messages bear no clock, and others' are handed over in the order that {@link Order} says. */
    OFF("off"),
    /** Its messages say when they were made and what they come after; others' are handed over as with {@link #OFF}. */
    ON("on"),
    /** The same, and others' messages are handed over after what they come after. */
    CAUSAL("causal");

    private final String word;

    Clocks(String word) {
        this.word = word;
    }

    /**
     * The one with this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Clocks of(String word) {
        Objects.requireNonNull(word, "word");
        for (Clocks each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("\"" + word + "\" is none of off, on, causal");
    }

    /** The word of the {@code --clocks} option. */
    public String word() {
        return word;
    }
}
