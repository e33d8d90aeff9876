package grapevine.sim.check;

import grapevine.node.Fact;
import grapevine.node.Inventory;
import grapevine.node.Marks;
import grapevine.peer.core.PeerLook;
import grapevine.seed.core.SeedNode;
import grapevine.sim.net.Drop;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.Watcher;
import grapevine.sim.result.Invariant;
import grapevine.sim.result.Results.Checked;
import grapevine.sim.result.Results.Violation;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import java.util.List;

/**
 * Holds a run to every {@link Invariant} while it goes on. Deliveries and what the seeds tell are judged at once;
 * links, limits and lists are judged at each {@link #look}, which costs as much as there are links: once a virtual
 * second up to 20,000 peers, more rarely beyond.
 */
public final class Invariants implements Watcher {
    /** From one look to the next in a network of up to {@link #LARGE} peers, ms. */
    public static final long LOOK_EVERY = 1_000;

    /** How long after the last fault, or after its publication, a message may take to be everywhere, ms. */
    public static final long OWED_MILLIS = DeliveryRules.OWED_MILLIS;

    /** After so many ms without trouble the lists of all seeds are in order, and compared with who is there. */
    public static final long CALM_MILLIS = ListRules.CALM_MILLIS;

    private static final int LARGE = 20_000;

    /** The books are balanced this often, ms: the queue of events is gone through for that. */
    private static final long BALANCE_EVERY = 30_000;

    private final VirtualNetwork network;
    private final Findings findings;
    private final Subjects subjects;
    private final LinkRules links;
    private final DeliveryRules deliveries;
    private final OrderRules order;
    private final ListRules lists;
    private final Books books;
    private final KeyRules keys;
    private long balancedAt;

    /** Checks this network, which must have no node yet: the books have to be complete. */
    public Invariants(VirtualNetwork network) {
        if (!network.hosts().isEmpty()) {
            throw new IllegalStateException(network.hosts().size() + " processes were started before the checks");
        }
        this.network = network;
        findings = new Findings(network);
        subjects = new Subjects(network);
        links = new LinkRules(network, subjects, findings);
        deliveries = new DeliveryRules(network, subjects, findings);
        order = new OrderRules(findings);
        lists = new ListRules(network, subjects, findings);
        books = new Books(network, findings);
        keys = new KeyRules(network, subjects, findings);
        network.watch(this);
    }

    /** How often to look at a network of so many peers, ms. */
    public static long lookEvery(int peers) {
        return LOOK_EVERY * Math.max(1, peers / LARGE);
    }

    /** Judges what can be judged at this moment. */
    public void look() {
        subjects.sift();
        links.look();
        lists.look();
        keys.look();
        deliveries.judge(links.deadEnds() > 0);
        for (Subject subject : subjects.up()) {
            checkBounds(subject);
        }
        if (network.now() - balancedAt >= BALANCE_EVERY) {
            balancedAt = network.now();
            books.balance();
        }
    }

    /** The run is over: the last look. */
    public void finish() {
        look();
        books.balance();
    }

    /** What was broken, first first; at most as many as are worth reading. */
    public List<Violation> violations() {
        return findings.violations();
    }

    /** Every invariant that speaks of such a network, how often it was looked at and how often it was broken. */
    public List<Checked> checks() {
        boolean hasKeys = network.keys() != null;
        return findings.checks().stream()
                .filter(check -> hasKeys || !check.invariant().isOfKeys())
                .toList();
    }

    /** How long peers were without a live older neighbour, summed over all peers, ms. */
    public long repairMillis() {
        return links.repairMillis();
    }

    private void checkBounds(Subject subject) {
        Inventory inventory = (what, size, most) -> {
            findings.evaluated(Invariant.WITHIN_BOUNDS);
            if (size > most) {
                List<Address> at = List.of(subject.address());
                findings.broken(Invariant.WITHIN_BOUNDS, at, size + " " + what + ", and the limit is " + most);
            }
        };
        PeerLook peer = subject.look();
        if (peer != null) {
            peer.takeInventory(inventory);
        } else if (subject.host.node() instanceof SeedNode seed) {
            seed.takeInventory(inventory);
        }
    }

    // What happens

    @Override
    public void started(VirtualHost host) {
        subjects.started(host);
        books.started(host);
        keys.started(host);
    }

    @Override
    public void gone(VirtualHost host) {
        subjects.gone(host);
    }

    @Override
    public void revoked(VirtualHost host) {
        subjects.revoked(host);
        deliveries.revoked(host);
    }

    @Override
    public void disturbed(VirtualHost host) {
        subjects.disturbed(host);
    }

    @Override
    public void disturbed() {
        subjects.networkDisturbed();
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (fact instanceof Fact.Ready) {
            subjects.of(by).readyAt = network.now();
        } else if (fact instanceof Fact.MessageSent sent) {
            deliveries.sent(by, sent.message());
            keys.sent(by, sent.message());
        } else if (fact instanceof Fact.MessagesMissed missed) {
            deliveries.missed(by, missed);
        } else if (fact instanceof Fact.ConnectionEnded ended) {
            keys.blamed(by, ended);
        } else if (fact instanceof Fact.MemberDistrusted distrusted) {
            keys.distrusted(by, distrusted);
        } else {
            lists.told(by, fact);
        }
    }

    @Override
    public void marked(VirtualHost to, Gossip message, Marks marks) {
        order.marked(marks);
    }

    @Override
    public void delivered(VirtualHost to, Gossip message) {
        books.delivered(to);
        order.delivered(to, message);
        deliveries.delivered(to, message);
        keys.delivered(to, message);
    }

    @Override
    public void sent(VirtualHost from, Address to, Message message) {
        books.sent();
        keys.sent(from, message);
    }

    @Override
    public void arrived(VirtualHost to, VirtualHost from, Message message) {
        books.arrived(to, message);
    }

    @Override
    public void dropped(VirtualHost from, Address to, Message message, Drop why) {
        books.dropped(why);
    }
}
