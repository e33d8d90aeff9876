package grapevine.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
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

    /** An hour ago, for whose clock is behind. */
    static final String START = "-1H";

    private static final String STORE = "authority.p12";
    private static final String ALIAS = "authority";

    /** Its certificate as its predecessor signed it, for whoever knows only that one. */
    private static final String CROSS = "signed-by-former.pem";

    private static final String SUCCESSOR = "successor";

    /** A copy of the store, to which a key is added that it signs; for some seconds. */
    private static final String SIGNING = ".signing-";

    private final Path directory;
    private final X509Certificate certificate;
    private final @Nullable X509Certificate cross;

    private Authority(Path directory, X509Certificate certificate, @Nullable X509Certificate cross) {
        this.directory = directory;
        this.certificate = certificate;
        this.cross = cross;
    }

    /** Reads one that was made. */
    static Authority open(Path directory) throws KeysException {
        KeyFiles.checkDirectory(directory);
        Path cross = directory.resolve(CROSS);
        Path store = directory.resolve(STORE);
        return new Authority(
                directory,
                Stores.read(store, Stores.password(directory.resolve(NodeKeys.PASSWORD)), ALIAS)
                        .certificate(),
                Files.exists(cross) ? Stores.certificates(cross).get(0) : null);
    }

    /** Makes the first one of a network, in a directory that is there and empty. */
    static Authority make(Path directory) throws IOException, KeysException {
        Path password = directory.resolve(NodeKeys.PASSWORD);
        Path store = directory.resolve(STORE);
        KeyFiles.write(password, KeyFiles.secret().getBytes(StandardCharsets.UTF_8));
        Keytool.makePair(store, password, ALIAS, newName(), START, DAYS, signs(1));
        KeyFiles.close(store);
        return open(directory);
    }

    /** Makes the next one, in a directory that is there and empty: certified by itself, and also by this one. */
    Authority makeSuccessor(Path in) throws IOException, KeysException {
        Duration left =
                Duration.between(Instant.now(), certificate.getNotAfter().toInstant());
        int days = (int) Math.max(1, Math.min(left.toDays(), DAYS));
        List<String> signed = new ArrayList<>(List.of("-signer", ALIAS));
        signed.addAll(signs(0));
        Successor made = inCopy((store, password) -> {
            Keytool.makePair(store, password, SUCCESSOR, newName(), START, days, signed);
            X509Certificate byThis = read(store, password, SUCCESSOR).certificate();
            Keytool.signItself(store, password, SUCCESSOR, START, DAYS, signs(1));
            return new Successor(byThis, read(store, password, SUCCESSOR));
        });
        String secret = KeyFiles.secret();
        KeyFiles.write(in.resolve(NodeKeys.PASSWORD), secret.getBytes(StandardCharsets.UTF_8));
        KeyFiles.write(in.resolve(CROSS), Stores.pem(List.of(made.byThis())));
        KeyFiles.write(in.resolve(STORE), Stores.written(made.own(), ALIAS, secret.toCharArray()));
        return open(in);
    }

    private record Successor(X509Certificate byThis, Stores.Pair own) {}

    private static List<String> signs(int successors) {
        return List.of("-ext", "bc:critical=ca:true,pathlen:" + successors, "-ext", "ku:critical=keyCertSign,cRLSign");
    }

    private static String newName() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return "CN=grapevine " + HexFormat.of().formatHex(random);
    }

    X509Certificate certificate() {
        return certificate;
    }

    boolean hasSigned(X509Certificate of) {
        return NodeKeys.isSignedBy(certificate, of);
    }

    /**
     * A new key with its certificate, and what shows to whoever knows only the former authority that this one may sign.
     *
     * @throws KeysException if it would be valid for longer than this authority is
     */
    Stores.Pair certify(Holder holder, String start, int days) throws IOException, KeysException {
        Instant until = Instant.now().plus(Duration.ofDays(days));
        Instant end = certificate.getNotAfter().toInstant();
        if (until.isAfter(end)) {
            throw KeysException.of(
                    directory, "is valid until " + end + ", and " + holder.name() + " would be until " + until);
        }
        String subject = "CN=" + holder.name() + ", OU=" + holder.role().word();
        List<String> more = List.of(
                "-signer",
                ALIAS,
                "-ext",
                "ku:critical=digitalSignature",
                "-ext",
                "eku=serverAuth,clientAuth",
                "-ext",
                "san=" + holder.alternativeNames());
        Stores.Pair made = inCopy((store, password) -> {
            Keytool.makePair(store, password, NodeKeys.ALIAS, subject, start, days, more);
            return read(store, password, NodeKeys.ALIAS);
        });
        X509Certificate own = made.certificate();
        return new Stores.Pair(made.key(), cross == null ? List.of(own) : List.of(own, cross));
    }

    /**
     * The list of those that are revoked.
     *
     * @param serials the numbers of the certificates, decimal
     * @param at when it is said to be signed, to the second
     */
    RevocationList revoke(Collection<String> serials, Instant at) throws IOException {
        Path password = directory.resolve(NodeKeys.PASSWORD);
        return RevocationList.of(Keytool.revoke(directory.resolve(STORE), password, ALIAS, serials, at));
    }

    private static Stores.Pair read(Path store, Path password, String alias) throws IOException, KeysException {
        KeyFiles.close(store);
        return Stores.read(store, Stores.password(password), alias);
    }

    private interface Signing<T> {
        T in(Path store, Path password) throws IOException, KeysException;
    }

    /** Removes the copies that runs have left in the directory of one that were killed while they signed. */
    static void removeStale(Path directory) throws IOException {
        KeyFiles.removeStale(directory, SIGNING, "");
    }

    /** It signs what stands beside it in a store: in a copy, which never leaves its directory. */
    private <T> T inCopy(Signing<T> signing) throws IOException, KeysException {
        Path both = directory.resolve(SIGNING + KeyFiles.secret() + ".p12");
        try {
            KeyFiles.write(both, KeyFiles.read(directory.resolve(STORE)));
            return signing.in(both, directory.resolve(NodeKeys.PASSWORD));
        } finally {
            Files.deleteIfExists(both);
        }
    }
}
