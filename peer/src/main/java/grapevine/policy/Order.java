package grapevine.policy;

import java.util.Objects;

/** In which order a peer hands over the messages of one origin; the order among origins is for {@link Clocks}. */
public enum Order {
    /** As they come, at once: nothing waits. */
    UNORDERED("unordered"),
    /**
     * In the order in which they were made. What comes after a gap waits until the gap is filled, at most 1 s, and
     * while at most 1,024 wait. A message of more than 16 KiB, which travels apart, holds nobody up.
     */
    BY_ORIGIN("by-origin"),
    /** The same, and those of more than 16 KiB are waited for as well. */
    STRICT("strict");

    private final String word;

    Order(String word) {
        this.word = word;
    }

    /**
     * The one with this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Order of(String word) {
        Objects.requireNonNull(word, "word");
        for (Order each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("\"" + word + "\" is none of unordered, by-origin, strict");
    }

    /** The word of the {@code --order} option. */
    public String word() {
        return word;
    }
}
