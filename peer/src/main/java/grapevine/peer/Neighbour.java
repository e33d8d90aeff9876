package grapevine.peer;

import java.util.Objects;

/**
 * A peer that this one holds a link to, as it last described itself.
 *
 * @param member who it is
 * @param links how many links it holds, the one to this peer among them: at least 1. It says so when the link is made,
 *     whenever one of the two asks whether the other is still there (after 13 s of silence), and when the two exchange
 *     their views; between two that talk all the time and have many others, the number may be minutes old
 * @param older whether it came before this peer; as long as every peer but the oldest has an older neighbour that
 *     lives, the network is connected
 * @param eager whether messages go along this link as they come: it belongs to the tree. On the others, lazy ones, they
 *     are only announced, so that whoever lacks one can ask for it. Changes as messages show better ways
 */
public record Neighbour(Member member, int links, boolean older, boolean eager) {
    /** As long as it is said who it is. */
    public Neighbour {
        Objects.requireNonNull(member, "member");
    }
}
