package grapevine.lab.network;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.NetworkKeys;
import grapevine.lab.console.LabException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        NetworkKeys.writeLightStores();
        return NetworkKeys.open(directory);
    }

    /**
     * Makes those of whoever has no valid ones. What another process makes meanwhile is waited for, and used.
     *
     * @return a sentence about each that others refused, and that has a new key now
     * @throws LabException if one cannot be made, or is not as they are made here
     */
    public List<String> make(Collection<Holder> holders, Told told) throws LabException {
        return make(new Making(holders, true), told);
    }

    /**
     * Makes those of whoever has none, and replaces none: who was revoked stays so.
     *
     * @throws LabException as {@link #make}, or if one has some that others do not accept
     */
    public void makeMissing(Collection<Holder> holders) throws LabException {
        make(new Making(holders, false), (done, all) -> {});
    }

    private List<String> make(Making making, Told told) throws LabException {
        try {
            NetworkKeys network = open();
            network.makeNodes(making::choose, days(network), done -> told.of(done, making.lacking.size()));
        } catch (KeysException e) {
            throw failure(e);
        }
        if (making.refused != null) {
            throw new LabException("keys: " + making.refused);
        }
        return making.replaced;
    }

    /** What is made of those that are wanted. */
    private final class Making {
        private final Map<String, Holder> lacking = new LinkedHashMap<>();
        private final boolean replaces;
        private final List<String> replaced = new ArrayList<>();
        private @Nullable String refused;

        Making(Collection<Holder> wanted, boolean replaces) {
            wanted.forEach(each -> lacking.putIfAbsent(each.name(), each));
            this.replaces = replaces;
        }

        /** Nobody, if one of them is refused. */
        Collection<Holder> choose(NetworkKeys now) throws KeysException {
            for (NetworkKeys.Node node : now.nodesOf(List.copyOf(lacking.keySet()))) {
                String name = node.holder().name();
                String flaw = flaw(now, node);
                if (!node.holder().equals(lacking.get(name))) {
                    refused = directory + " has those of the "
                            + node.holder().role().word() + " " + name
                            + " under a name that the laboratory gives, and it did not make them";
                } else if (flaw == null) {
                    lacking.remove(name);
                } else if (!replaces) {
                    refused = name + " " + flaw + ", and one more node does not change that: the next start-network"
                            + " with " + directory + " does";
                } else if (now.isOut(node)) {
                    replaced.add("keys: " + name + " " + flaw + " and has a new key");
                }
            }
            return refused == null ? lacking.values() : List.of();
        }
    }

    /** Why others do not accept it; null if they do. */
    private static @Nullable String flaw(NetworkKeys network, NetworkKeys.Node node) {
        if (network.revoked().has(node.certificate())) {
            return "was revoked";
        }
        if (network.isOut(node)) {
            return "was of a former authority";
        }
        return Instant.now().isAfter(node.certificate().getNotAfter().toInstant()) ? "ran out" : null;
    }

    /** No longer than the authority is valid. */
    private static int days(NetworkKeys network) {
        Instant end = network.network().getNotAfter().toInstant();
        return (int) Math.max(
                1, Math.min(DAYS, Duration.between(Instant.now(), end).toDays()));
    }
}
