package grapevine.lab.live;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gaps that killed nodes leave in a network of given links, whose nodes look for nobody themselves. One is closed
 * once a neighbour has found that node dead: those that were linked with it are linked with each other. It keeps its
 * own links, so that it has them when it begins anew; then those that closed the gap go. One change at a time.
 */
final class Gaps {
    private final Roster roster;
    private final Wiring wiring;

    /** Of these a neighbour has said that they are dead, be they killed or not. */
    private final Set<Integer> found = new HashSet<>();

    /** The links that were made instead, by the node that was killed. */
    private final Map<Integer, List<Link>> closed = new HashMap<>();

    Gaps(Roster roster, Wiring wiring) {
        this.roster = roster;
        this.wiring = wiring;
    }

    /** A neighbour has found that one dead. */
    void foundDead(int number) {
        found.add(number);
        close(number);
    }

    /** Closes the gap of that one if it was killed and found dead: one that only stands still may go on. */
    void close(int number) {
        boolean isGap = found.contains(number)
                && !isClosed(number)
                && !wiring.of(number).isEmpty()
                && roster.node(number).filter(LiveNode::isDead).isPresent();
        if (isGap) {
            List<Link> made = wiring.heal(number);
            closed.put(number, made);
            if (!made.isEmpty()) {
                roster.tell(
                        number,
                        "has left a gap, which " + links(made) + " between others "
                                + (made.size() == 1 ? "closes" : "close"));
            }
        }
    }

    /** Whether others are linked in its place. */
    boolean isClosed(int number) {
        return closed.containsKey(number);
    }

    /** That one begins anew. */
    void begins(int number) {
        found.remove(number);
    }

    /** That one has its own links again: those in its place go, but for what would part the network. */
    void open(int number) {
        List<Link> instead = closed.remove(number);
        if (instead != null) {
            List<Link> taken = wiring.spare(instead);
            if (!taken.isEmpty()) {
                roster.tell(
                        number, "is back: " + links(taken) + " in its place " + (taken.size() == 1 ? "goes" : "go"));
            }
        }
    }

    /** That one is there no more. */
    void forget(int number) {
        found.remove(number);
        closed.remove(number);
    }

    /** All links were decided anew without those that are dead now: none has a gap, and no link is in its place. */
    void settle() {
        closed.clear();
        roster.nodes().stream().filter(LiveNode::isDead).forEach(dead -> closed.put(dead.number(), List.of()));
    }

    private static String links(List<Link> links) {
        return links.size() == 1 ? "a link" : links.size() + " links";
    }
}
