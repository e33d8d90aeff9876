package grapevine.lab.live;

import grapevine.lab.console.UsageException;
import grapevine.lab.graph.GraphPlan;
import grapevine.node.Quoted;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What network is wanted. What is not given is the default of its kind.
 *
 * @param name by which commands call it
 * @param kind how its nodes are linked
 * @param nodes how many, 1..{@value GraphPlan#MOST_NODES}; as many as the links name for {@link Kind#STATIC}
 * @param degree neighbours of each node of a random graph, links of each new node of a power law
 * @param links who links with whom, for {@link Kind#STATIC}
 * @param portsOrigin node i listens on this + i
 * @param seed of the random graph
 * @param data the folder in which the inboxes are kept for the next network, null if they end with this one
 * @param processes whether each node has a process of its own
 * @param keys the directory of the keys of the closed network that it is to be, null if it is to be open
 */
public record NetworkPlan(
        String name,
        Kind kind,
        int nodes,
        int degree,
        @Nullable String links,
        int portsOrigin,
        long seed,
        @Nullable String data,
        boolean processes,
        @Nullable String keys) {
    /** So many nodes can have a process each. */
    public static final int MOST_PROCESSES = 64;

    private static final int PATIENCE_SECONDS = 60;
    private static final int NODES_A_SECOND = 20;
    private static final int PATIENCE_SECONDS_A_PROCESS = 10;
    private static final int KEYS_A_SECOND = 4;

    /** How nodes are linked. */
    public enum Kind {
        /** At random, each with the same number of neighbours. */
        RANDOM("random"),
        /** In a ring. */
        CIRCULAR("circular"),
        /** With hubs, by preferential attachment. */
        POWER_LAW("power-law"),
        /** As they themselves choose, introduced by seeds. */
        JOIN("join"),
        /** As told. */
        STATIC("static");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As it is written on the command line. */
        public String word() {
            return word;
        }

        /** The one that is written so. */
        public static Kind of(String word) throws UsageException {
            for (Kind kind : values()) {
                if (kind.word.equals(word) || kind.word.replace("-", "").equals(word)) {
                    return kind;
                }
            }
            if (word.matches("[0-9]+")) {
                throw new UsageException(Quoted.of(word) + " is no kind of graph, which comes first: random " + word
                        + " (" + word + " neighbours each), or -n " + word + " for " + word + " nodes");
            }
            throw new UsageException(
                    Quoted.of(word) + " is none of random, circular, power-law, join, static (./grapevine start-network"
                            + " --help shows how)");
        }
    }

    /** Whether a network can be called so: then files can, and none is elsewhere. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
    }

    /** Whether a network can be called so. */
    public static void checkName(String name) throws UsageException {
        if (!isName(name)) {
            throw new UsageException(Quoted.of(name)
                    + " is no name of a network, which has 1..32 letters, digits, dots, dashes and underscores");
        }
    }

    /** Whether there can be such a network; whether there is such a graph, {@link #graph} says. */
    public void check() throws UsageException {
        checkName(name);
        if (kind != Kind.STATIC && (nodes < 1 || nodes > GraphPlan.MOST_NODES)) {
            throw new UsageException("--num-nodes=" + nodes + " is outside 1.." + GraphPlan.MOST_NODES);
        }
        if (kind != Kind.STATIC && (portsOrigin < 1 || portsOrigin + nodes > 65_535)) {
            throw new UsageException(
                    "--ports-origin=" + portsOrigin + " with " + nodes + " nodes leaves the ports 1..65535");
        }
        if (processes && graph().nodes().size() > MOST_PROCESSES) {
            throw new UsageException(
                    "--processes with " + graph().nodes().size() + " nodes is outside 1.." + MOST_PROCESSES + " nodes");
        }
    }

    /** The graph of it; of one that joins, only its nodes. */
    public GraphPlan graph() throws UsageException {
        return switch (kind) {
            case RANDOM -> nodes == 1 ? GraphPlan.unlinked(1) : GraphPlan.random(nodes, degree, seed);
            case CIRCULAR -> GraphPlan.circular(nodes);
            case POWER_LAW -> GraphPlan.powerLaw(nodes, degree, seed);
            case JOIN -> GraphPlan.unlinked(nodes);
            case STATIC -> GraphPlan.given(links == null ? "" : links);
        };
    }

    /**
     * So long so many nodes may take until all of them listen, and once more until all have their places: a thousand
     * took 55 s where other programs had the processors too; a process for each has its own start, and on a machine
     * with much to do these wait for each other; with keys the handshakes of all are computed here.
     */
    public Duration patience(int many) {
        return Duration.ofSeconds(PATIENCE_SECONDS
                + many / NODES_A_SECOND
                + (processes ? (long) PATIENCE_SECONDS_A_PROCESS * many : 0)
                + (keys == null ? 0 : many / KEYS_A_SECOND));
    }

    /** Where a node listens; one of a given graph is named by its port. */
    public int port(int node) {
        return kind == Kind.STATIC ? node : portsOrigin + node;
    }
}
