package grapevine.lab.network;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.NetworkKeys;
import grapevine.lab.console.LabException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that the laboratory makes for nodes of its own, each in a directory of its own beside the authority that signed
 * it. What is there already is used again.
 */
public final class MadeKeys {
    private static final int DAYS = 365;

    private final Path directory;

    /** Those in the directory of a network's keys. */
    public MadeKeys(Path directory) {
        this.directory = directory;
    }

    /** Told how many are made, of how many. */
    public interface Told {
        void of(int done, int all);
    }

    /** Of somebody of this name; all have one ip, so that to certify that would tell nobody apart. */
    public static Holder holder(String name, KeyRole role) {
        return new Holder(name, role, List.of(), List.of());
    }

    /** What a person is told of keys that cannot be used. */
    public static LabException failure(KeysException e) {
        return new LabException("keys: " + e.getMessage());
    }

    /** Where those of this name are, or will be. */
    public Path of(String name) {
        return directory.resolve(name);
    }

    /**
     * Looks whether keys can be made there.
     *
     * @throws LabException if it is not the directory of a network with its authority, or others can read that
     */
    public void check() throws LabException {
        try {
            open();
        } catch (KeysException e) {
            throw failure(e);
        }
    }

    private NetworkKeys open() throws KeysException, LabException {
        if (NetworkKeys.isOfNode(directory)) {
            throw new LabException("keys: " + directory + " has the keys of one node; a laboratory network is given the"
                    + " directory of the whole network, with the authority that signs for its nodes");
        }
        return NetworkKeys.open(directory);
    }

    /**
     * Makes those of whoever has no valid ones.
     *
     * @throws LabException if one cannot be made, or is not as they are made here
     */
    public void make(Collection<Holder> holders, Told told) throws LabException {
        Map<String, Holder> lacking = new LinkedHashMap<>();
        holders.forEach(each -> lacking.putIfAbsent(each.name(), each));
        try {
            NetworkKeys network = open();
            for (NetworkKeys.Node node : network.nodesOf(List.copyOf(lacking.keySet()))) {
                if (isUsable(network, node, lacking)) {
                    lacking.remove(node.holder().name());
                }
            }
            if (!lacking.isEmpty()) {
                network.makeNodes(lacking.values(), days(network), done -> told.of(done, lacking.size()));
            }
        } catch (KeysException e) {
            throw failure(e);
        }
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
}
