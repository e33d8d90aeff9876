package grapevine.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What stands where in the directory of a network, and how it is changed: by one process at a time, in steps after each
 * of which the next run can go on.
 */
final class KeyDirectory {
    private static final String AUTHORITY = "authority";

    /** Whose place the authority has taken, while both are accepted. */
    private static final String FORMER = ".authority-former";

    /** That is to be the authority. */
    private static final String NEXT = ".authority-next";

    /** The certificates that were made for nodes; see {@link MadeCertificates}. */
    private static final String MADE = ".made";

    /** Those of nodes that had another one by then, which is all that earlier versions kept. */
    private static final String REPLACED = ".replaced";

    /** What is to be removed, under a name that nobody looks for. */
    private static final String REMOVED = ".removed-";

    /** One writes at a time who holds this file. */
    private static final String LOCK = ".lock";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Names that no node may have. */
    private static final Set<String> TAKEN = Set.of(AUTHORITY, NodeKeys.NETWORK, NodeKeys.REVOKED);

    private final Path directory;

    KeyDirectory(Path directory) {
        this.directory = directory;
    }

    /** Whether it is that of a network, and not that of a node, or no such thing. */
    boolean isOfNetwork() {
        return Files.exists(directory.resolve(AUTHORITY)) || Files.exists(next());
    }

    /** @throws KeysException if it is not, or others may look into it */
    void check() throws KeysException {
        KeyFiles.checkDirectory(directory);
        if (!isOfNetwork()) {
            throw KeysException.of(
                    directory, "has no keys of a network: " + AUTHORITY + " is missing, which signs for its nodes");
        }
    }

    Path path() {
        return directory;
    }

    /** Where the authority is now; the next one, when the former has left its place already. */
    Path authority() {
        Path authority = directory.resolve(AUTHORITY);
        return Files.exists(authority) || !Files.exists(next()) ? authority : next();
    }

    Path former() {
        return directory.resolve(FORMER);
    }

    Path next() {
        return directory.resolve(NEXT);
    }

    Path made() {
        return directory.resolve(MADE);
    }

    Path replaced() {
        return directory.resolve(REPLACED);
    }

    Path network() {
        return directory.resolve(NodeKeys.NETWORK);
    }

    Path revoked() {
        return directory.resolve(NodeKeys.REVOKED);
    }

    /** That of a node, which is there or not. */
    Path node(String name) throws KeysException {
        Path its = directory.resolve(name);
        if (TAKEN.contains(name)) {
            throw KeysException.of(its, "is there already: no node can be called so");
        }
        return its;
    }

    /** Those of all nodes; what is being made has a name that begins with a dot. */
    List<Path> nodes() throws KeysException {
        return KeyFiles.list(directory).stream()
                .filter(Files::isDirectory)
                .filter(each -> Holder.isName(String.valueOf(each.getFileName())))
                .filter(each -> !TAKEN.contains(String.valueOf(each.getFileName())))
                .sorted()
                .toList();
    }

    /** What changes it. */
    interface Change<T> {
        T make() throws IOException, KeysException;
    }

    /** Changes it while nobody else does. Waits for whoever does, and says so. */
    <T> T change(Change<T> change) throws KeysException {
        check();
        Path lock = directory.resolve(LOCK);
        try (FileChannel channel = KeyFiles.openOrMake(lock)) {
            new Turn(System.err, PATIENCE).take(channel, directory);
            tidy();
            return change.make();
        } catch (OverlappingFileLockException e) {
            throw KeysException.of(directory, "is being changed by this process already", e);
        } catch (IOException e) {
            throw KeysException.of(directory, "cannot be changed: " + KeyFiles.reason(e), e);
        }
    }

    /** Finishes, or removes, what a run left that was killed. */
    private void tidy() throws IOException, KeysException {
        takeItsPlace();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path each : all.toList()) {
                if (String.valueOf(each.getFileName()).startsWith(REMOVED)) {
                    KeyFiles.remove(each);
                }
            }
        }
        KeyFiles.removeStale(directory);
        Authority.removeStale(authority());
        for (Path each : nodes()) {
            KeyFiles.removeStale(each);
        }
        if (Files.exists(replaced())) {
            KeyFiles.removeStale(replaced());
        }
    }

    /** Moves the next authority to where it belongs, if there is one; either step may have been the last one before. */
    void takeItsPlace() throws IOException {
        Path authority = directory.resolve(AUTHORITY);
        if (Files.exists(next())) {
            if (Files.exists(authority)) {
                Files.move(authority, former(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(next(), authority, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** In one step for whoever looks; what is left of it by a run that is killed now, the next one removes. */
    void remove(Path whole) throws IOException {
        Path removed = directory.resolve(REMOVED + KeyFiles.secret());
        Files.move(whole, removed, StandardCopyOption.ATOMIC_MOVE);
        KeyFiles.remove(removed);
    }
}
