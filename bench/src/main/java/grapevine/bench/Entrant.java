package grapevine.bench;

import grapevine.bench.floor.Floor;
import grapevine.bench.floor.Graph;
import grapevine.bench.system.Contender;
import grapevine.bench.system.Grapevine;
import grapevine.bench.system.HazelcastTopic;
import grapevine.bench.system.JGroups;
import grapevine.bench.system.JeroMq;
import grapevine.bench.system.Nats;
import grapevine.bench.system.ScaleCube;
import grapevine.policy.Dissemination;
import grapevine.policy.Order;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The systems, in the order in which they are printed. */
enum Entrant {
    FLOOR_FLOOD("floor-flood", true),
    FLOOR_TREE("floor-tree", true),
    GRAPEVINE_TREE("grapevine-tree", true),
    GRAPEVINE_UNORDERED("grapevine-unordered", false),
    GRAPEVINE_FLOOD("grapevine-flood", false),
    GRAPEVINE_TLS("grapevine-tls", false),
    GRAPEVINE_KEYS("grapevine-keys", false),
    GRAPEVINE_TLS_FAST("grapevine-tls-fast", false),
    GRAPEVINE_KEYS_FAST("grapevine-keys-fast", false),
    JEROMQ("jeromq", true),
    NATS("nats", true),
    JGROUPS("jgroups", true),
    HAZELCAST("hazelcast", false),
    SCALECUBE("scalecube", false);

    private final String word;
    private final boolean isQuick;

    Entrant(String word, boolean isQuick) {
        this.word = word;
        this.isQuick = isQuick;
    }

    /** What it is called on the command line and in the table. */
    String word() {
        return word;
    }

    /** Whether a quick run has it. */
    boolean isQuick() {
        return isQuick;
    }

    /** Whether it does so little in a second that a round of it has less to do, so as to end within a minute. */
    boolean isSlow() {
        return this == SCALECUBE;
    }

    boolean isFloor() {
        return this == FLOOR_FLOOD || this == FLOOR_TREE;
    }

    boolean isGrapevine() {
        return word.startsWith("grapevine-");
    }

    Contender make() {
        return switch (this) {
            case FLOOR_FLOOD -> new Floor(Graph::powerLaw);
            case FLOOR_TREE -> new Floor(Graph::tree);
            case GRAPEVINE_TREE -> new Grapevine(Dissemination.TREE, Order.BY_ORIGIN);
            case GRAPEVINE_UNORDERED -> new Grapevine(Dissemination.TREE, Order.UNORDERED);
            case GRAPEVINE_FLOOD -> new Grapevine(Dissemination.FLOOD, Order.BY_ORIGIN);
            case GRAPEVINE_TLS -> new Grapevine(Grapevine.Keys.TLS, false);
            case GRAPEVINE_KEYS -> new Grapevine(Grapevine.Keys.PROOFS, false);
            case GRAPEVINE_TLS_FAST -> new Grapevine(Grapevine.Keys.TLS, true);
            case GRAPEVINE_KEYS_FAST -> new Grapevine(Grapevine.Keys.PROOFS, true);
            case JEROMQ -> new JeroMq();
            case NATS -> new Nats();
            case JGROUPS -> new JGroups();
            case HAZELCAST -> new HazelcastTopic();
            case SCALECUBE -> new ScaleCube();
        };
    }

    /** Whether what it needs beside its library is on this machine. */
    boolean isHere() {
        return this != NATS || Nats.server().isPresent();
    }

    static Optional<Entrant> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Entrant::word).toList();
    }
}
