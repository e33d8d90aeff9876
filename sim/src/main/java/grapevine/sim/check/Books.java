package grapevine.sim.check;

import grapevine.node.Counter;
import grapevine.node.Counters;
import grapevine.peer.core.PeerNode;
import grapevine.sim.net.Drop;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Invariant;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Invariant#NO_SILENT_LOSS}: what the network took and gave, and what each node says became of what it was
 * given.
 */
final class Books {
    /** What becomes of a gossip message at the node that it reaches. */
    private static final List<Counter> FATES = List.of(
            Counter.MESSAGES_DELIVERED,
            Counter.DROPPED_DUPLICATE,
            Counter.DROPPED_FAR_AHEAD,
            Counter.DROPPED_ORIGIN_LIMIT,
            Counter.DROPPED_FORGED_SELF,
            Counter.DROPPED_TOO_OLD,
            Counter.DROPPED_OF_BEFORE,
            Counter.DROPPED_UNASKED,
            Counter.DROPPED_UNPROVEN,
            Counter.DROPPED_FORGED,
            Counter.DROPPED_FOREIGN,
            Counter.DROPPED_UNTRUSTED,
            Counter.DROPPED_UNCHECKED,
            Counter.DROPPED_LATE);

    /** Gossip and delivered messages of one process. */
    private static final class Account {
        final VirtualHost host;
        long gossip;
        long delivered;

        Account(VirtualHost host) {
            this.host = host;
        }
    }

    private final VirtualNetwork network;
    private final Findings findings;
    private final List<Account> accounts = new ArrayList<>();
    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    private long sent;
    private long arrived;

    Books(VirtualNetwork network, Findings findings) {
        this.network = network;
        this.findings = findings;
    }

    void started(VirtualHost host) {
        accounts.add(new Account(host));
    }

    void sent() {
        sent++;
    }

    void arrived(VirtualHost to, Message message) {
        arrived++;
        if (message instanceof Gossip) {
            accounts.get(to.number()).gossip++;
        }
    }

    void delivered(VirtualHost to) {
        accounts.get(to.number()).delivered++;
    }

    void dropped(Drop why) {
        dropped.merge(why, 1L, Long::sum);
    }

    /** Compares; costs as much as there are events to come. */
    void balance() {
        long open = sent - arrived;
        for (long count : dropped.values()) {
            open -= count;
        }
        findings.evaluated(Invariant.NO_SILENT_LOSS);
        long onTheWay = network.onTheWay();
        if (open != onTheWay) {
            findings.broken(
                    Invariant.NO_SILENT_LOSS,
                    List.of(),
                    sent + " sent, " + arrived + " arrived, dropped " + dropped + ": " + open
                            + " have to be on their way, and " + onTheWay + " are");
        }
        accounts.forEach(this::balance);
    }

    private void balance(Account account) {
        findings.evaluated(Invariant.NO_SILENT_LOSS);
        Counters counters = account.host.node().counters();
        long accounted = 0;
        for (Counter fate : FATES) {
            accounted += counters.get(fate);
        }
        if (account.host.node() instanceof PeerNode peer) {
            accounted += peer.look().messagesHeld() + peer.look().messagesUnproven();
        }
        long came = account.gossip + counters.get(Counter.LARGE_TAKEN);
        long lost = came - accounted;
        boolean isExplained = lost >= 0 && lost <= counters.get(Counter.DROPPED_UNEXPECTED);
        if (!isExplained || account.delivered != counters.get(Counter.MESSAGES_DELIVERED)) {
            List<Address> at = List.of(account.host.address());
            findings.broken(
                    Invariant.NO_SILENT_LOSS,
                    at,
                    came + " gossip messages came, " + account.delivered + " were delivered, the counters say "
                            + counters.nonZero());
        }
    }
}
