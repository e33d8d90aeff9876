package grapevine.wire;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Messages of one origin by their numbers: {@code <ip>:<port>:<epoch>:<range>,<range>}. Which is said of them (wanted,
 * gone, to be had) is told by the message they stand in.
 *
 * @param origin whose messages
 * @param ranges at least one, rising, with a gap before each
 */
public record OriginRanges(Origin origin, List<Range> ranges) {
    public OriginRanges {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("no range of " + origin);
        }
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).first() - 1 <= ranges.get(i - 1).last()) {
                throw new IllegalArgumentException("ranges of " + origin + ": " + ranges.get(i)
                        + " does not come after " + ranges.get(i - 1) + " with a gap between");
            }
        }
    }

    public static OriginRanges of(Origin origin, Range... ranges) {
        return new OriginRanges(origin, List.of(ranges));
    }

    @Override
    public String toString() {
        return origin.address() + ":" + origin.epoch() + ":"
                + ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
