package grapevine.wire;

import java.util.stream.Collectors;

/**
 * What somebody has seen of one origin: {@code <ip>:<port>:<epoch>:<idle>:<range>,<range>}.
 *
 * @param messages which, up to the last 2 s
 * @param idle how long ago (ms) the latest of them was made; who has forgotten an origin knows by that whether it was
 *     right to
 */
public record Known(OriginRanges messages, long idle) {
    public Known {
        if (idle < 0) {
            throw new IllegalArgumentException("idle=" + idle + " must be >= 0");
        }
    }

    public Origin origin() {
        return messages.origin();
    }

    @Override
    public String toString() {
        Origin origin = messages.origin();
        return origin.address() + ":" + origin.epoch() + ":" + idle + ":"
                + messages.ranges().stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
