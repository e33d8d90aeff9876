package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person, or the laboratory, is told: lines of {@code key=value}. */
final class Answers {
    /** Room for the last line. */
    private static final int RESERVE = 256;

    private Answers() {}

    static String status(PeerNode node) {
        Self self = node.self();
        Overlay overlay = node.overlay();
        StringBuilder line = new StringBuilder("role=peer address=" + self.address() + " network=" + self.network()
                + " epoch=" + self.epoch() + " age=" + self.age() + " revision=" + self.revision() + " ready="
                + node.isReady() + " degree=" + overlay.degree() + " older=" + overlay.olderLinks() + " leases="
                + node.registration().leases().size() + " view="
                + node.view().size() + " remembered=" + node.remembered().size() + " uptime_ms="
                + (node.now() - node.startedAt()));
        for (Map.Entry<String, Long> count : node.counters().nonZero().entrySet()) {
            line.append(' ').append(count.getKey()).append('=').append(count.getValue());
        }
        return line.append('\n').toString();
    }

    static String who(PeerNode node, @Nullable Address after) {
        List<Neighbour> neighbours = new ArrayList<>();
        node.overlay().neighbours().forEach(neighbours::add);
        neighbours.sort(Comparator.comparing(Neighbour::address));
        StringBuilder lines = new StringBuilder();
        Address last = null;
        for (Neighbour neighbour : neighbours) {
            if (after != null && neighbour.address().compareTo(after) <= 0) {
                continue;
            }
            if (lines.length() > Limits.BODY - RESERVE) {
                return lines.append("more after=").append(last).append('\n').toString();
            }
            last = neighbour.address();
            lines.append("neighbour=" + last + " epoch=" + neighbour.epoch() + " age=" + neighbour.age() + " degree="
                    + neighbour.degree() + " older=" + neighbour.isOlder() + " dialled="
                    + neighbour.conversation().isOurs() + " tree="
                    + (neighbour.isEager ? "eager" : "lazy")
                    + " congested=" + (neighbour.skipped != null) + " listens=" + neighbour.listens + " announces="
                    + node.tree().announcers().contains(neighbour) + " silent_ms="
                    + (node.now() - neighbour.heardAt) + "\n");
        }
        return lines.toString();
    }
}
