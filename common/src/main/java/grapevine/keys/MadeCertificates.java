package grapevine.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The certificates that an authority made for its nodes, without their keys: a directory for each name, with a file for
 * each number. By them those are revoked of which nothing else is left here, as the node has another by now, or its own
 * directory is gone. For any thread.
 */
final class MadeCertificates {
    /** So long after its end one goes when the next of that name is made, unless it is on the list. */
    static final Duration KEPT_AFTER_END = Duration.ofDays(90);

    private final KeyDirectory directory;

    MadeCertificates(KeyDirectory directory) {
        this.directory = directory;
    }

    /** Keeps one, and lets those of that name go that ran out long ago; what is revoked stays. */
    synchronized void keep(X509Certificate certificate, RevocationList revoked) throws IOException, KeysException {
        Path its = directory.made().resolve(Holder.of(certificate).name());
        for (Path each : List.of(directory.made(), its)) {
            if (!Files.exists(each)) {
                KeyFiles.makeDirectory(each);
            }
        }
        KeyFiles.removeStale(its);
        Instant oldest = Instant.now().minus(KEPT_AFTER_END);
        for (Path each : files(its, "")) {
            if (isPast(each, oldest, revoked)) {
                Files.delete(each);
            }
        }
        KeyFiles.replace(its.resolve(certificate.getSerialNumber().toString()), Stores.pem(List.of(certificate)));
    }

    /** Whether it ran out before then, and is not on the list; not of what cannot be read. */
    private static boolean isPast(Path file, Instant oldest, RevocationList revoked) {
        try {
            X509Certificate one = Stores.certificates(file).get(0);
            return one.getNotAfter().toInstant().isBefore(oldest) && !revoked.has(one);
        } catch (KeysException e) {
            return false;
        }
    }

    /**
     * Keeps those of nodes of which none is kept: an earlier version made them. What cannot be read now is tried again
     * by the next change.
     */
    void keepThoseOfEarlierVersions(RevocationList revoked) throws IOException, KeysException {
        for (Path each : directory.nodes()) {
            if (!has(String.valueOf(each.getFileName()))) {
                try {
                    keep(NetworkKeys.Node.read(each).certificate(), revoked);
                } catch (KeysException | RuntimeException e) {
                    // Nobody can read it, as it is now; what the JDK reads that is damaged it may say in any way.
                }
            }
        }
    }

    /** Whether some of this name are kept; then all are that were made since. */
    boolean has(String name) throws KeysException {
        return !files(directory.made().resolve(name), "").isEmpty();
    }

    /** The names of all of which some may be kept, in their order. */
    List<String> names() throws KeysException {
        return files(directory.made(), "").stream()
                .map(each -> String.valueOf(each.getFileName()))
                .toList();
    }

    /** The numbers of those of one name, whether or not the files can be read that are named by them. */
    Set<BigInteger> serials(String name) throws KeysException {
        Set<BigInteger> serials = new HashSet<>();
        for (X509Certificate each : read(files(directory.replaced(), name + " "))) {
            serials.add(each.getSerialNumber());
        }
        for (Path each : files(directory.made().resolve(name), "")) {
            String serial = String.valueOf(each.getFileName());
            if (serial.matches("-?[0-9]{1,60}")) {
                serials.add(new BigInteger(serial));
            }
        }
        return serials;
    }

    /** Those of one name. */
    List<X509Certificate> of(String name) throws KeysException {
        List<Path> files = new ArrayList<>(files(directory.replaced(), name + " "));
        files.addAll(files(directory.made().resolve(name), ""));
        return read(files);
    }

    /** Those of all. */
    List<X509Certificate> all() throws KeysException {
        List<Path> files = new ArrayList<>(files(directory.replaced(), ""));
        for (String name : names()) {
            files.addAll(files(directory.made().resolve(name), ""));
        }
        return read(files);
    }

    private static List<X509Certificate> read(List<Path> files) throws KeysException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path each : files) {
            certificates.addAll(Stores.certificates(each));
        }
        return certificates;
    }

    /** What is in a directory, if that is there; the name of what is being written begins with a dot. */
    private static List<Path> files(Path in, String beginning) throws KeysException {
        if (!Files.exists(in)) {
            return List.of();
        }
        return KeyFiles.list(in).stream()
                .filter(each -> {
                    String name = String.valueOf(each.getFileName());
                    return name.startsWith(beginning) && !name.startsWith(".");
                })
                .sorted()
                .toList();
    }
}
