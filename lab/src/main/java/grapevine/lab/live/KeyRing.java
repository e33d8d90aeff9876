package grapevine.lab.live;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.LiveKeys;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.network.MadeKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a laboratory network: one for each node, one for the seeds, which are all in the host's process, and one
 * for whoever asks the nodes. In a large network, which one process holds, all nodes have one.
 */
public final class KeyRing {
    /** A network that begins with more nodes has one key for all of them: each takes 0.1 s of computing. */
    static final int MOST_KEYS = NetworkPlan.MOST_PROCESSES;

    private static final String NODE = "lab-node-";
    private static final String NODES = "lab-nodes";
    private static final String SEEDS = "lab-seeds";
    private static final String OPERATOR = "lab-operator";

    private final MadeKeys keys;
    private final boolean hasOneForEach;
    private final boolean hasSeeds;

    private KeyRing(MadeKeys keys, boolean hasOneForEach, boolean hasSeeds) {
        this.keys = keys;
        this.hasOneForEach = hasOneForEach;
        this.hasSeeds = hasSeeds;
    }

    /** That of a network; null if it is to have no keys. */
    public static @Nullable KeyRing of(NetworkPlan plan) throws UsageException {
        String directory = plan.keys();
        return directory == null
                ? null
                : new KeyRing(
                        new MadeKeys(Path.of(directory)),
                        plan.graph().nodes().size() <= MOST_KEYS,
                        plan.kind() == NetworkPlan.Kind.JOIN);
    }

    /** Where the keys of whoever asks the nodes are, in the directory of a network's keys. */
    public static Path ofOperator(String keys) {
        return Path.of(keys, OPERATOR);
    }

    /**
     * Makes what these nodes, the seeds and the operator have no valid keys of.
     *
     * @return what a person is told of those that had been revoked
     * @throws LabException as {@link MadeKeys#make}
     */
    public List<String> make(Collection<Integer> nodes, MadeKeys.Told told) throws LabException {
        return keys.make(holders(nodes).toList(), told);
    }

    /**
     * Makes those of one more node, if it has none.
     *
     * @throws LabException as {@link MadeKeys#makeMissing}
     */
    void add(int node) throws LabException {
        keys.makeMissing(List.of(ofPeer(node)));
    }

    private Holder ofPeer(int node) {
        return MadeKeys.holder(nameOf(node), KeyRole.PEER);
    }

    private Stream<Holder> holders(Collection<Integer> nodes) {
        Stream<Holder> ofNodes = nodes.stream().map(this::ofPeer);
        Stream<Holder> ofSeeds = hasSeeds ? Stream.of(MadeKeys.holder(SEEDS, KeyRole.SEED)) : Stream.of();
        return Stream.of(Stream.of(MadeKeys.holder(OPERATOR, KeyRole.OPERATOR)), ofSeeds, ofNodes)
                .flatMap(each -> each);
    }

    private String nameOf(int node) {
        return hasOneForEach ? NODE + node : NODES;
    }

    /** Where those of a node are, made if they are not there. */
    String ofNode(int number) throws LabException {
        Path its = keys.of(nameOf(number));
        if (!Files.exists(its)) {
            add(number);
        }
        return its.toString();
    }

    /** Those of one seed, made if they are not there. */
    LiveKeys ofSeed() throws LabException {
        Path its = keys.of(SEEDS);
        if (!Files.exists(its)) {
            keys.makeMissing(List.of(MadeKeys.holder(SEEDS, KeyRole.SEED)));
        }
        try {
            return LiveKeys.read(its, KeyRole.SEED);
        } catch (KeysException e) {
            throw MadeKeys.failure(e);
        }
    }
}
