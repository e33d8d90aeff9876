package grapevine.wire;

/**
 * One entry of a partial view: {@code <ip>:<port>:<degree>:<age>:<epoch>:<hops>}.
 *
 * @param entry who it is
 * @param hops how old the news of it is, in exchanges: 0 from itself, one more with each exchange, 0..1,000,000
 */
public record Sample(Entry entry, int hops) {
    /** More hops than that are not told apart. */
    public static final int MOST_HOPS = 1_000_000;

    public Sample {
        if (hops < 0 || hops > MOST_HOPS) {
            throw new IllegalArgumentException(
                    "sample of " + entry.address() + ": hops=" + hops + " is outside 0.." + MOST_HOPS);
        }
    }
}
