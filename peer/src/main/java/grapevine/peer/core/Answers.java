package grapevine.peer.core;

import grapevine.node.Ledger;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Publication;
import grapevine.peer.core.ground.Scores;
import grapevine.peer.core.ground.Self;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.wire.Address;
import grapevine.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person, or the laboratory, is told: lines of {@code key=value}. */
final class Answers {
    /** Room for the last line. */
    private static final int RESERVE = 256;

    private Answers() {}

    static String status(PeerParts parts) {
        Ground ground = parts.ground;
        Self self = ground.self();
        Neighbours neighbours = parts.neighbours;
        StringBuilder line = new StringBuilder("role=peer address=" + self.address() + " network="
                + ground.settings().network()
                + " epoch=" + self.epoch() + " age=" + self.age() + " revision=" + self.revision() + " ready="
                + ground.isReady() + " degree=" + neighbours.degree() + " older="
                + neighbours.olderLinks() + " aim=" + ground.aim()
                + " seeds=" + ground.settings().seedCount() + " leases="
                + parts.registration.leases().size() + " view="
                + parts.view.size() + " remembered="
                + parts.overlay.remembered().size() + " uptime_ms="
                + (ground.now() - ground.startedAt()));
        Scores scores = ground.scores();
        int distrusted = scores == null ? 0 : scores.distrusted(neighbours.degree(), ground.now());
        if (distrusted > 0) {
            line.append(" distrusted=").append(distrusted);
        }
        int flooding = parts.gossiping.throttle().flooding();
        if (flooding > 0) {
            line.append(" flooding_origins=").append(flooding);
        }
        if (self.identity() != null) {
            line.append(" identity=").append(self.identity());
        }
        for (Map.Entry<String, Long> count : ground.counters().nonZero().entrySet()) {
            line.append(' ').append(count.getKey()).append('=').append(count.getValue());
        }
        return line.append('\n').toString();
    }

    /** How this one stands with us, and then a line for each thing that was seen of it. */
    static String why(PeerParts parts, Address about) {
        Address self = parts.ground.self().address();
        long now = parts.ground.now();
        Neighbour neighbour = parts.neighbours.find(about);
        Ledger ledger = parts.ground.ledger();
        StringBuilder lines = new StringBuilder("role=peer address=" + self + " about=" + about + " standing=");
        if (about.equals(self)) {
            lines.append("self epoch=" + parts.ground.self().epoch() + " degree=" + parts.neighbours.degree());
        } else if (neighbour != null) {
            lines.append("neighbour epoch=" + neighbour.epoch() + " silent_ms=" + (now - neighbour.heardAt())
                    + " missed=" + neighbour.missed());
        } else {
            lines.append("none");
        }
        Scores scores = parts.ground.scores();
        String score = scores == null ? null : scores.tellAt(about, now);
        if (score != null) {
            lines.append(' ').append(score);
        }
        return lines.append('\n')
                .append(ledger == null ? "" : ledger.tell(about, self, now))
                .toString();
    }

    /** What became of a message that a person, or a command, has this peer make; only a daemon does so. */
    static String published(PeerParts parts, String text) {
        Ground ground = parts.ground;
        if (!ground.settings().takesMessages()) {
            return "outcome=not-a-daemon\n";
        }
        Publication outcome = parts.gossiping.publish(text.getBytes(StandardCharsets.UTF_8));
        String word = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return outcome != Publication.ACCEPTED
                ? "outcome=" + word + "\n"
                : "outcome=" + word + " origin=" + ground.self().address() + " epoch="
                        + ground.self().epoch() + " n=" + parts.gossiping.lastNumber() + "\n";
    }

    static String who(PeerParts parts, @Nullable Address after) {
        List<Neighbour> neighbours = new ArrayList<>();
        parts.neighbours.forEach(neighbours::add);
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
                    + (neighbour.isEager() ? "eager" : "lazy")
                    + " congested=" + (neighbour.skipped() != null) + " listens=" + neighbour.listens() + " announces="
                    + parts.tree.isToldBy(neighbour) + " silent_ms="
                    + (parts.ground.now() - neighbour.heardAt()) + "\n");
        }
        return lines.toString();
    }
}
