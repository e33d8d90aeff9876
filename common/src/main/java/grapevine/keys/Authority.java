package grapevine.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What signs for a network: the certificates of its nodes, and the list of those that are revoked. A directory with a
 * key, which no node is ever given.
 */
final class Authority {
    /** How long a node's certificate may be valid, days. */
    static final int MOST_DAYS = 3650;

    /** How long that of the authority is, and with it any other, days. */
    private static final int DAYS = 2 * MOST_DAYS;

    private static final String STORE = "authority.p12";
    private static final String ALIAS = "authority";

    /** Its certificate as its predecessor signed it, for whoever knows only that one. */
    private static final String CROSS = "signed-by-former.pem";

    /** Copies of the store, in which earlier versions signed. */
    private static final String SIGNING = ".signing-";

    private final Path directory;
    private final Stores.Pair own;
    private final @Nullable X509Certificate cross;

    private Authority(Path directory, Stores.Pair own, @Nullable X509Certificate cross) {
        this.directory = directory;
        this.own = own;
        this.cross = cross;
    }

    /** Reads one that was made. */
    static Authority open(Path directory) throws KeysException {
        KeyFiles.checkDirectory(directory);
        Path cross = directory.resolve(CROSS);
        Path store = directory.resolve(STORE);
        Stores.Pair own = Stores.read(store, Stores.password(directory.resolve(NodeKeys.PASSWORD)), ALIAS);
        String flaw = P256.flaw(own.certificate().getPublicKey());
        if (flaw != null) {
            throw KeysException.of(store, "has " + flaw);
        }
        return new Authority(
                directory, own, Files.exists(cross) ? Stores.certificates(cross).get(0) : null);
    }

    /** Makes the first one of a network, in a directory that is there and empty. */
    static Authority make(Path directory) throws IOException {
        KeyPair key = Signer.newKey();
        return write(directory, certifiedByItself(NetworkNumber.nameOfFirst(), key), null);
    }

    /** Makes the next one, in a directory that is there and empty: certified by itself, and also by this one. */
    Authority makeSuccessor(Path in) throws IOException {
        Duration left =
                Duration.between(Instant.now(), certificate().getNotAfter().toInstant());
        Validity asLong = Validity.ofDays((int) Math.max(1, Math.min(left.toDays(), DAYS)));
        X500Principal name = NetworkNumber.nameOfNext(certificate());
        KeyPair key = Signer.newKey();
        X509Certificate byThis = Signer.of(own).authority(name, key.getPublic(), asLong, 0);
        return write(in, certifiedByItself(name, key), byThis);
    }

    private static Stores.Pair certifiedByItself(X500Principal name, KeyPair key) throws IOException {
        X509Certificate its = new Signer(name, key).authority(name, key.getPublic(), Validity.ofDays(DAYS), 1);
        return new Stores.Pair(key.getPrivate(), List.of(its));
    }

    private static Authority write(Path directory, Stores.Pair own, @Nullable X509Certificate cross)
            throws IOException {
        String secret = KeyFiles.secret();
        KeyFiles.write(directory.resolve(NodeKeys.PASSWORD), secret.getBytes(StandardCharsets.UTF_8));
        if (cross != null) {
            KeyFiles.write(directory.resolve(CROSS), Stores.pem(List.of(cross)));
        }
        KeyFiles.write(directory.resolve(STORE), Stores.written(own, ALIAS, secret.toCharArray()));
        return new Authority(directory, own, cross);
    }

    X509Certificate certificate() {
        return own.certificate();
    }

    boolean hasSigned(X509Certificate of) {
        return NodeKeys.isSignedBy(certificate(), of);
    }

    /**
     * A new key with its certificate, and what shows to whoever knows only the former authority that this one may sign.
     *
     * @throws KeysException if it would be valid for longer than this authority is
     */
    Stores.Pair certify(Holder holder, Validity validity) throws IOException, KeysException {
        Instant end = certificate().getNotAfter().toInstant();
        if (validity.until().isAfter(end)) {
            throw KeysException.of(
                    directory,
                    "is valid until " + end + ", and " + holder.name() + " would be until " + validity.until());
        }
        KeyPair key = Signer.newKey();
        X509Certificate its = Signer.of(own).node(holder, key.getPublic(), validity);
        return new Stores.Pair(key.getPrivate(), cross == null ? List.of(its) : List.of(its, cross));
    }

    /**
     * The list of those that are revoked.
     *
     * @param serials the numbers of the certificates
     * @param at when it is said to be signed, to the second
     */
    RevocationList revoke(Collection<BigInteger> serials, Instant at) throws IOException {
        return RevocationList.of(Signer.of(own).list(serials, at));
    }

    /** Removes the copies that runs of earlier versions have left that were killed while they signed. */
    static void removeStale(Path directory) throws IOException {
        KeyFiles.removeStale(directory, SIGNING, "");
    }
}
