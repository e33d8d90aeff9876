package grapevine.peer;

import java.util.Objects;

/**
 * A peer in the partial view: one that this peer knows of, whether or not it holds a link to it.
 *
 * @param member who it is
 * @param links how many links it held when it last said so, {@code hops} exchanges ago; 0 if it had none yet, or if
 *     that was not said when it was named
 * @param hops how many exchanges ago it said so itself: the lower, the fresher; 0 said it to this peer
 */
public record ViewEntry(Member member, int links, int hops) {
    /** As long as it is said who it is. */
    public ViewEntry {
        Objects.requireNonNull(member, "member");
    }
}
