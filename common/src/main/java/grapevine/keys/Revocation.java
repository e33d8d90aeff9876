package grapevine.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts certificates on the list of those that are revoked, and the list where it belongs. */
final class Revocation {
    private final NetworkKeys keys;

    /** The lists here, and those in the directories of nodes: one that runs may have got some that are not here. */
    private final RevocationLists known;

    Revocation(NetworkKeys keys) throws KeysException {
        this.keys = keys;
        RevocationLists all = RevocationLists.read(keys.directory().path(), keys.authorities());
        for (Path each : keys.directory().nodes()) {
            try {
                all = all.withThoseIn(each, keys.authorities());
            } catch (KeysException | RuntimeException e) {
                // What cannot be read there says nothing; that no list can be written there is said when it is tried.
            }
        }
        known = all;
    }

    /** The numbers of all certificates that are revoked. */
    Set<BigInteger> serials() {
        return known.serials();
    }

    /** See {@link NetworkKeys#revoke}; also what has run out, as a link may stand that was made with it. */
    RevocationList revoke(String name) throws IOException, KeysException {
        Path its = keys.directory().node(name);
        Set<BigInteger> serials = serials();
        serials.addAll(ofNode(name, its));
        if (serials.size() == keys.revoked().size()) {
            spread(keys.revoked(), its);
            throw KeysException.of(its, "is revoked already");
        }
        if (serials.size() > RevocationList.MOST) {
            throw KeysException.of(
                    keys.directory().revoked(),
                    "has " + serials().size() + " certificates, and " + RevocationList.MOST
                            + " are the most: what a former authority signed leaves it with keys rotate");
        }
        return sign(keys.signsLists(), serials, its);
    }

    /** All that were made for it; where its directory is gone or cannot be read, those are kept that were in it. */
    private Set<BigInteger> ofNode(String name, Path its) throws KeysException {
        Set<BigInteger> all = keys.made().serials(name);
        try {
            all.add(NetworkKeys.Node.read(its).certificate().getSerialNumber());
        } catch (KeysException | RuntimeException e) { // the latter of the JDK, that reads damaged files
            if (!keys.made().has(name)) {
                throw e;
            }
        }
        return all;
    }

    /**
     * Signs a list, later than the one before: lists are told apart by the second.
     *
     * @param lost the directory that need not get it; null if each has to
     */
    RevocationList sign(Authority by, Set<BigInteger> serials, @Nullable Path lost) throws IOException, KeysException {
        long before = known.last().number();
        Instant now = Instant.ofEpochSecond(Math.max(Instant.now().getEpochSecond(), before + 1));
        RevocationList made = by.revoke(serials, now);
        spread(made, lost);
        return made;
    }

    /**
     * Has it in the directory of the network and in those of all nodes; where one of these takes none, the others have
     * it all the same.
     *
     * @param lost the directory that need not get it, as it is that of who is revoked; null if each has to
     */
    void spread(RevocationList list, @Nullable Path lost) throws IOException, KeysException {
        KeyFiles.replace(keys.directory().revoked(), list.encoded());
        KeysException failure = null;
        for (Path each : keys.directory().nodes()) {
            try {
                KeyFiles.replace(each.resolve(NodeKeys.REVOKED), list.encoded());
            } catch (IOException e) {
                if (!each.equals(lost)) {
                    String why = KeyFiles.reason(e);
                    failure = KeysException.of(each, "cannot get the list, which the others have now: " + why, e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
