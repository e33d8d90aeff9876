package grapevine.peer.core.health;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Silence;

/** The pings of a period: who gets one, and what the operator is told of them. What is kept stands with the links. */
final class Pings {
    private Pings() {}

    /** Each older neighbour gets one, unless it is silent already and asked by rounds of its own. */
    static void sendAll(Ground ground, Neighbours neighbours, long timestamp) {
        for (Neighbour neighbour : neighbours) {
            if (neighbour.isOlder() && neighbour.silence() == null) {
                ground.count(Counter.PINGS);
                send(ground, neighbours, neighbour, timestamp);
            }
        }
    }

    static void send(Ground ground, Neighbours neighbours, Neighbour to, long timestamp) {
        to.pinged();
        neighbours.ping(ground, to, timestamp);
    }

    /** One line; none where nobody was pinged and nobody pinged us. */
    static void tell(Ground ground, Neighbours neighbours) {
        int answered = 0;
        int missed = 0;
        int askedBy = 0;
        for (Neighbour neighbour : neighbours) {
            Silence silence = neighbour.silence();
            boolean isOpen = silence != null && silence.hasOpenRound();
            askedBy += neighbour.hasPingedUs() ? 1 : 0;
            answered += neighbour.hasAnswered() ? 1 : 0;
            boolean isUnanswered = neighbour.isPinged() && !neighbour.hasAnswered() && !isOpen;
            missed += isUnanswered || neighbour.hasMissedRound() ? 1 : 0;
            neighbour.pingsTold();
            if (isOpen) {
                neighbour.pinged(); // told when it is over
            }
        }
        if (answered + missed + askedBy > 0) {
            ground.report(new Fact.PingRound(answered + missed, answered, missed, askedBy));
        }
    }
}
