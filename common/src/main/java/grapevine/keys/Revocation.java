package grapevine.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts certificates on the list of those that are revoked, and the list where it belongs. */
final class Revocation {
    private final NetworkKeys keys;

    Revocation(NetworkKeys keys) {
        this.keys = keys;
    }

    /** See {@link NetworkKeys#revoke}; also what has run out, as a link may stand that was made with it. */
    RevocationList revoke(String name) throws IOException, KeysException {
        Path its = keys.directory().node(name);
        List<X509Certificate> all = new ArrayList<>(keys.replacedOf(name));
        all.add(NetworkKeys.Node.read(its).certificate());
        Set<BigInteger> serials = keys.revoked().serials();
        all.forEach(each -> serials.add(each.getSerialNumber()));
        if (serials.size() == keys.revoked().size()) {
            spread(keys.revoked());
            throw KeysException.of(its, "is revoked already");
        }
        if (serials.size() > RevocationList.MOST) {
            throw KeysException.of(
                    keys.directory().revoked(),
                    "has " + keys.revoked().size() + " certificates, and " + RevocationList.MOST
                            + " are the most: what a former authority signed leaves it with keys rotate");
        }
        return sign(keys.signsLists(), serials);
    }

    /** Signs a list, later than the one before: lists are told apart by the second. */
    RevocationList sign(Authority by, Set<BigInteger> serials) throws IOException, KeysException {
        long before = keys.revoked().number();
        Instant now = Instant.ofEpochSecond(Math.max(Instant.now().getEpochSecond(), before + 1));
        RevocationList made = by.revoke(serials, now);
        spread(made);
        return made;
    }

    /** Has it in the directory of the network and in those of all nodes. */
    void spread(RevocationList list) throws IOException, KeysException {
        KeyFiles.replace(keys.directory().revoked(), list.encoded());
        for (Path each : keys.directory().nodes()) {
            KeyFiles.replace(each.resolve(NodeKeys.REVOKED), list.encoded());
        }
    }
}
