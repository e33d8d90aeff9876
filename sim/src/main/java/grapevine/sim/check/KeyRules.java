package grapevine.sim.check;

import grapevine.node.Fact;
import grapevine.peer.core.PeerLook;
import grapevine.peer.core.PeerNode;
import grapevine.seed.core.SeedNode;
import grapevine.sim.net.Keyring;
import grapevine.sim.net.MessageName;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualLink;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Invariant;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Proof;
import grapevine.wire.ProtocolException.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What holds where nodes have keys: {@link Invariant#NO_FORGED}, {@link Invariant#NO_HONEST_BLAMED}, {@link
 * Invariant#NO_HONEST_BANNED} and {@link Invariant#REVOKED_OUT}. Looks at nothing where they have none. Keeps 16 bytes
 * of each message.
 */
final class KeyRules {
    /** Until a list is at all who can be reached, where nothing else goes wrong. */
    private static final long SPREAD_MILLIS = 10_000;

    /**
     * Whoever came first to an address without a certified ip is believed until somebody has dialled it; meanwhile
     * whoever is there is refused in these words.
     */
    private static final String CONTESTED = " is held by ";

    /** One that keeps all rules may be slow, and another one may follow seeds that have begun anew. */
    private static final Set<String> EXCUSED = Set.of(
            Reason.HELLO_TIMEOUT.word(),
            Reason.LINE_TIMEOUT.word(),
            Reason.OVERLOADED.word(),
            Reason.WRONG_NETWORK.word());

    /** Until what was said without a word that was lost on a bad way has come. */
    private static final long LOST_WORDS_MILLIS = 10_000;

    private final VirtualNetwork network;
    private final Subjects subjects;
    private final Findings findings;
    private final Proof.Hashing hashing = new Proof.Hashing("default");

    /** What was published, by its hash. */
    private final Map<MessageName, Proof.Hash> published = new HashMap<>();

    /** The processes that play by the rules, each at an ip of its own. */
    private final Map<Ip, Subject> honest = new HashMap<>();

    KeyRules(VirtualNetwork network, Subjects subjects, Findings findings) {
        this.network = network;
        this.subjects = subjects;
        this.findings = findings;
    }

    private boolean areThere() {
        return network.keys() != null;
    }

    /** What somebody says of its own is published by that. */
    void sent(VirtualHost from, Message message) {
        if (areThere()
                && message instanceof Gossip gossip
                && gossip.origin().address().equals(from.address())) {
            published.computeIfAbsent(MessageName.of(gossip), any -> hashing.leaf(gossip, 0));
        }
    }

    void delivered(VirtualHost to, Gossip message) {
        if (!areThere()) {
            return;
        }
        findings.evaluated(Invariant.NO_FORGED);
        Proof.Hash original = published.get(MessageName.of(message));
        if (original == null || !original.equals(hashing.leaf(message, 0))) {
            findings.broken(
                    Invariant.NO_FORGED,
                    List.of(to.address()),
                    "message " + message.n() + " of " + message.origin().address() + " handed over, which "
                            + (original == null ? "nobody made" : "is not as it was made"));
        }
    }

    /** A node ended a connection for what came over it. */
    void blamed(VirtualHost by, Fact.ConnectionEnded ended) {
        if (!areThere()) {
            return;
        }
        if (network.weather().losesMessages() || subjects.wasNetworkDisturbed(LOST_WORDS_MILLIS)) {
            return; // without a hello that was lost the next word is out of place
        }
        findings.evaluated(Invariant.NO_HONEST_BLAMED);
        Subject other = honest.get(ended.remote());
        boolean isExcused = EXCUSED.contains(ended.reason()) || ended.detail().contains(CONTESTED);
        if (other != null && !other.isRevoked() && !subjects.of(by).isRevoked() && !isExcused) {
            findings.broken(
                    Invariant.NO_HONEST_BLAMED,
                    List.of(by.address(), other.address()),
                    "ended their connection: " + ended.reason() + ", " + ended.detail());
        }
    }

    /** A node gives no new link to the member of this name. Bad weather excuses nothing: it forges no message. */
    void distrusted(VirtualHost by, Fact.MemberDistrusted distrusted) {
        Keyring keys = network.keys();
        for (Subject other : honest.values()) {
            if (keys != null && distrusted.member().equals(keys.name(other.address()))) {
                findings.broken(
                        Invariant.NO_HONEST_BANNED,
                        List.of(by.address(), other.address()),
                        distrusted.member() + " is distrusted: " + distrusted.why());
            }
        }
    }

    /** What runs there now are a seed's or a peer's own rules. */
    void started(VirtualHost host) {
        if (areThere()) {
            boolean isHonest = host.node() instanceof PeerNode || host.node() instanceof SeedNode;
            honest.compute(host.address().ip(), (any, before) -> isHonest ? subjects.of(host) : null);
        }
    }

    void look() {
        if (areThere()) {
            findings.evaluated(Invariant.NO_HONEST_BANNED); // of what was heard since the last look
        }
        boolean isAnybodyDue = subjects.revoked().stream().anyMatch(this::isDue);
        if (!isAnybodyDue || network.cuts().isCut() || !network.isFair()) {
            return;
        }
        for (Subject subject : subjects.up()) {
            PeerLook peer = subject.look();
            if (peer != null && !subject.host.isFrozen()) {
                findings.evaluated(Invariant.REVOKED_OUT);
                peer.neighbours((link, isOlder) -> look(subject, (VirtualLink) link));
            }
        }
    }

    private void look(Subject subject, VirtualLink link) {
        VirtualHost far = link.farHost();
        Subject other = far == null ? null : subjects.of(far);
        if (other == null || !other.isRevoked() || !isDue(other)) {
            return;
        }
        List<Address> both = List.of(subject.address(), other.address());
        findings.broken(
                Invariant.REVOKED_OUT, both, "linked " + (network.now() - other.revokedAt) / 1000 + " s after it");
    }

    private boolean isDue(Subject revoked) {
        boolean isCalm = subjects.lastFaultAt() <= revoked.revokedAt && !revoked.isBesideTrouble;
        long owed = isCalm ? revoked.revokedAt + SPREAD_MILLIS : subjects.lastFaultAt() + Subjects.TROUBLED_MILLIS;
        return network.now() > owed;
    }
}
