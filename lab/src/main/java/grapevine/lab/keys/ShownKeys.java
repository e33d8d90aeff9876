package grapevine.lab.keys;

import grapevine.keys.Holder;
import grapevine.keys.KeysException;
import grapevine.keys.NetworkKeys;
import grapevine.keys.RevocationList;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is told of keys, none of it secret. */
final class ShownKeys {
    private ShownKeys() {}

    /** Whose keys there are, a line each. */
    static void list(Path directory, PrintStream out) throws KeysException {
        NetworkKeys keys = NetworkKeys.open(directory);
        Instant now = Instant.now();
        List<NetworkKeys.Node> gone = keys.gone(now);
        List<NetworkKeys.Node> nodes = new ArrayList<>(keys.nodes());
        nodes.addAll(gone);
        nodes.sort(Comparator.comparing(each -> each.holder().name()));
        out.printf("%-24s %-8s %-20s %s%n", "NAME", "ROLE", "UNTIL", "ADDRESSES");
        for (NetworkKeys.Node node : nodes) {
            Holder holder = node.holder();
            out.printf(
                    "%-24s %-8s %-20s %s%n",
                    holder.name(),
                    holder.role().word(),
                    until(keys, node, now),
                    addresses(holder) + (gone.contains(node) ? "; its directory is gone" : ""));
        }
    }

    private static String until(NetworkKeys keys, NetworkKeys.Node node, Instant now) {
        if (keys.revoked().has(node.certificate())) {
            return "revoked";
        }
        Instant until = node.certificate().getNotAfter().toInstant();
        return keys.isOut(node) ? "former authority" : now.isAfter(until) ? "ran out" : until.toString();
    }

    /** Those of a network, or of one node. */
    static void show(Path directory, PrintStream out) throws KeysException {
        if (NetworkKeys.isOfNetwork(directory)) {
            NetworkKeys keys = NetworkKeys.open(directory);
            out.println("network      " + NetworkKeys.fingerprint(keys.network()));
            out.println("valid until  " + keys.network().getNotAfter().toInstant());
            X509Certificate former = keys.former();
            if (former != null) {
                out.println("rotating     from " + NetworkKeys.fingerprint(former));
            }
            out.println("nodes        " + keys.nodes().size());
            out.println("revoked      " + revoked(keys.revoked()));
            return;
        }
        NetworkKeys.Node node = NetworkKeys.Node.read(directory);
        out.println("name         " + node.holder().name());
        out.println("role         " + node.holder().role().word());
        out.println("addresses    " + addresses(node.holder()));
        out.println("valid from   " + node.certificate().getNotBefore().toInstant());
        out.println("valid until  " + node.certificate().getNotAfter().toInstant());
        out.println("certificate  " + NetworkKeys.fingerprint(node.certificate()));
        out.println("network      " + NetworkKeys.fingerprint(node.network()));
        if (node.isRevoked()) {
            out.println("revoked      yes");
        }
    }

    private static String revoked(RevocationList list) {
        return list.number() == 0
                ? "none"
                : Keys.several(list.size(), "certificate") + ", signed " + Instant.ofEpochSecond(list.number());
    }

    private static String addresses(Holder holder) {
        Set<String> all = new TreeSet<>(holder.ips());
        all.addAll(holder.hosts());
        return all.isEmpty() ? "none certified" : String.join(" ", all);
    }
}
