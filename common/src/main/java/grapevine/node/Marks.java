package grapevine.node;

/**
 * What is said of a message's place among the others when it is handed to the application.
 *
 * @param isEarly whether something that it comes after is missing, where causes go first
 * @param isLate whether a later one of its origin was handed over before
 * @param isAfterGap whether one or more of its origin just before it were not handed over, and may come late
 */
public record Marks(boolean isEarly, boolean isLate, boolean isAfterGap) {
    /** It is in its place. */
    public static final Marks NONE = new Marks(false, false, false);

    /** Whether it is in its place. */
    public boolean areNone() {
        return !isEarly && !isLate && !isAfterGap;
    }
}
