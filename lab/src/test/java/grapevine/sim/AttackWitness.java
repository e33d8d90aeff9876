package grapevine.sim;

import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Registered;
import grapevine.wire.PieceMessage.Piece;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Counts what attackers did to others, and what those made of it. */
final class AttackWitness implements Watcher {
    /** Questions for messages that an attacker had named or offered, all of which it left without an answer. */
    static final String UNANSWERED = "questions_unanswered";

    /** Answers of a lying seed that came to a peer. */
    static final String LIES = "lies_told";

    /** Calls to peers that a lying seed had invented. */
    static final String BELIEVED = "invented_dialled";

    /** Messages that an attacker brought. */
    static final String BROUGHT = "messages_brought";

    /** Where members are that attack. */
    private static final Ip ROVERS = Ip.parse("198.18.128.0");

    /** Where those are that a lying seed invents. */
    private static final Ip INVENTED = Ip.parse("12.0.0.0");

    private static final Set<Class<? extends Message>> ANSWERS = Set.of(Gossip.class, Piece.class, Gone.class);

    private final Map<String, Long> counted = new HashMap<>();
    private boolean isAnyAnswered;

    /** Watches what goes on there from now on. */
    AttackWitness(VirtualNetwork network) {
        network.watch(this);
    }

    /** How often each happened; what did not is not there. */
    Map<String, Long> counted() {
        Map<String, Long> all = new HashMap<>(counted);
        if (isAnyAnswered) {
            all.remove(UNANSWERED);
        }
        return all;
    }

    private void count(String what) {
        counted.merge(what, 1L, Long::sum);
    }

    @Override
    public void arrived(VirtualHost to, VirtualHost from, Message message) {
        if (isIn(ROVERS, to.address(), 16) && isQuestion(message)) {
            count(UNANSWERED);
        }
        if (isIn(ROVERS, from.address(), 16)) {
            isAnyAnswered |= ANSWERS.contains(message.getClass());
            if (message instanceof Gossip) {
                count(BROUGHT);
            }
        }
        boolean isInvented = message instanceof Registered registered
                && registered.sample().stream().anyMatch(each -> isIn(INVENTED, each.address(), 8));
        boolean isBeyond = message instanceof Outdated outdated && outdated.revision() == Long.MAX_VALUE - 1;
        if (isInvented || isBeyond) {
            count(LIES);
        }
    }

    /** That a message is not wanted any more is said by the same word, of nothing. */
    private static boolean isQuestion(Message message) {
        return message instanceof Want || (message instanceof Take take && take.from() < take.to());
    }

    @Override
    public void ended(VirtualHost at, Address remote) {
        if (isIn(INVENTED, remote, 8)) {
            count(BELIEVED);
        }
    }

    /** Whether the first so many of the 32 bits are the same. */
    private static boolean isIn(Ip block, Address address, int bits) {
        int others = 32 - bits;
        return address.ip().isV4() && address.ip().low() >> others == block.low() >> others;
    }
}
