package grapevine.lab.live;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a laboratory network, each in a directory of its own beside the authority that signed it: one for each
 * node, one for the seeds, which are all in the host's process, and one for whoever asks the nodes. What is there
 * already is used again. In a large network, which one process holds, all nodes have one.
 */
public final class KeyRing {
    /** A network that begins with more nodes has one key for all of them: each key takes half a second. */
    static final int MOST_KEYS = NetworkPlan.MOST_PROCESSES;

    private static final int DAYS = 365;
    private static final String NODE = "lab-node-";
    private static final String NODES = "lab-nodes";
    private static final String SEEDS = "lab-seeds";
    private static final String OPERATOR = "lab-operator";

    private final Path directory;
    private final boolean hasOneForEach;
    private final boolean hasSeeds;

    private KeyRing(Path directory, boolean hasOneForEach, boolean hasSeeds) {
        this.directory = directory;
        this.hasOneForEach = hasOneForEach;
        this.hasSeeds = hasSeeds;
    }

    /** That of a network; null if it is to have no keys. */
    public static @Nullable KeyRing of(NetworkPlan plan) throws UsageException {
        String keys = plan.keys();
        return keys == null
                ? null
                : new KeyRing(
                        Path.of(keys), plan.graph().nodes().size() <= MOST_KEYS, plan.kind() == NetworkPlan.Kind.JOIN);
    }

    /** Where the keys of whoever asks the nodes are, in the directory of a network's keys. */
    public static Path ofOperator(String keys) {
        return Path.of(keys, OPERATOR);
    }

    /**
     * Looks whether keys can be made there.
     *
     * @throws LabException if it is not the directory of a network with its authority, or others can read that
     */
    public static void check(Path directory) throws LabException {
        try {
            open(directory);
        } catch (KeysException e) {
            throw failure(e);
        }
    }

    private static NetworkKeys open(Path directory) throws KeysException, LabException {
        if (NetworkKeys.isOfNode(directory)) {
            throw new LabException("keys: " + directory + " has the keys of one node; a laboratory network is given the"
                    + " directory of the whole network, with the authority that signs for its nodes");
        }
        return NetworkKeys.open(directory);
    }

    private static LabException failure(KeysException e) {
        return new LabException("keys: " + e.getMessage());
    }

    /**
     * Makes what these nodes, the seeds and the operator have no valid keys of.
     *
     * @param made told how many are made, of how many
     * @throws LabException if one cannot be made, or is not as they are made here
     */
    public void make(Collection<Integer> nodes, Made made) throws LabException {
        Map<String, Holder> lacking = new LinkedHashMap<>();
        holders(nodes).forEach(each -> lacking.putIfAbsent(each.name(), each));
        try {
            NetworkKeys network = open(directory);
            for (NetworkKeys.Node node : network.nodesOf(List.copyOf(lacking.keySet()))) {
                if (isUsable(network, node, lacking)) {
                    lacking.remove(node.holder().name());
                }
            }
            if (!lacking.isEmpty()) {
                network.makeNodes(lacking.values(), days(network), done -> made.of(done, lacking.size()));
            }
        } catch (KeysException e) {
            throw failure(e);
        }
    }

    private Stream<Holder> holders(Collection<Integer> nodes) {
        Stream<Holder> ofNodes = nodes.stream().map(node -> holder(nameOf(node), KeyRole.PEER));
        Stream<Holder> ofSeeds = hasSeeds ? Stream.of(holder(SEEDS, KeyRole.SEED)) : Stream.of();
        return Stream.of(Stream.of(holder(OPERATOR, KeyRole.OPERATOR)), ofSeeds, ofNodes)
                .flatMap(each -> each);
    }

    /** Told how far that is. */
    public interface Made {
        void of(int done, int all);
    }

    private static Holder holder(String name, KeyRole role) {
        return new Holder(name, role, List.of(), List.of()); // all have one ip, so that it would tell nobody apart
    }

    /** Whether others accept what is there; where only its certificate ran out it has a new one then. */
    private boolean isUsable(NetworkKeys network, NetworkKeys.Node node, Map<String, Holder> wanted)
            throws KeysException, LabException {
        String name = node.holder().name();
        if (!node.holder().equals(wanted.get(name))) {
            throw new LabException("keys: " + directory + " has those of the "
                    + node.holder().role().word() + " " + name
                    + " under a name that the laboratory gives, and it did not make them");
        }
        if (network.isOut(node)) {
            return false;
        }
        if (Instant.now().isAfter(node.certificate().getNotAfter().toInstant())) {
            network.renew(name);
        }
        return true;
    }

    /** No longer than the authority is valid. */
    private static int days(NetworkKeys network) {
        Instant end = network.network().getNotAfter().toInstant();
        return (int) Math.max(
                1, Math.min(DAYS, Duration.between(Instant.now(), end).toDays()));
    }

    private String nameOf(int node) {
        return hasOneForEach ? NODE + node : NODES;
    }

    /** Where those of a node are, made if they are not there. */
    String ofNode(int number) throws LabException {
        Path its = directory.resolve(nameOf(number));
        if (!Files.exists(its)) {
            make(List.of(number), (done, all) -> {});
        }
        return its.toString();
    }

    /** Those of one seed, made if they are not there. */
    LiveKeys ofSeed() throws LabException {
        Path its = directory.resolve(SEEDS);
        if (!Files.exists(its)) {
            make(List.of(), (done, all) -> {});
        }
        try {
            return LiveKeys.read(its, KeyRole.SEED, Instant.now());
        } catch (KeysException e) {
            throw failure(e);
        }
    }
}
