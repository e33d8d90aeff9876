package grapevine.lab.report;

/** What a run's figure says of the one to reach. */
public enum Mark {
    REACHED("met", "✓ yes"),
    /** Beyond it, but by no more than chance does to a network of this size. */
    WITHIN_CHANCE("chance", "≈ within chance"),
    MISSED("missed", "✗ no"),
    /** Wanted under other conditions than those of this run. */
    NOT_JUDGED("none", "–");

    private final String style;
    private final String words;

    Mark(String style, String words) {
        this.style = style;
        this.words = words;
    }

    static Mark of(boolean isReached) {
        return isReached ? REACHED : MISSED;
    }

    /** Of a figure that chance plays with: missed only if it is beyond what that explains. */
    static Mark of(boolean isReached, boolean isWithinChance) {
        return isReached ? REACHED : isWithinChance ? WITHIN_CHANCE : MISSED;
    }

    /** This one in a run of the kind that the goal is for. */
    Mark when(boolean isAsked) {
        return isAsked ? this : NOT_JUDGED;
    }

    /** The name of its style in the page. */
    String style() {
        return style;
    }

    String words() {
        return words;
    }
}
