package grapevine.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files that nobody but their owner may read: 0600, in directories of 0700. Others are refused. A directory appears
 * whole or not at all.
 */
final class KeyFiles {
    /** The most that is read of one file, bytes; keys and certificates are a tenth of it. */
    static final int LONGEST = 64 * 1024;

    private static final Set<PosixFilePermission> OF_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OF_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final int SECRET = 32;

    // Parts of the names under which something is made, after a dot and the name that it gets.
    private static final String MAKING = ".making-";
    private static final String NEW = ".new-";

    /** What a run left that was killed may be removed, as no run takes so long. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private KeyFiles() {}

    /** Something to make in a directory. */
    interface Making {
        void in(Path directory) throws IOException, KeysException;
    }

    /**
     * Makes a directory: what is in it is made aside and comes with its name in one step.
     *
     * @throws KeysException if there is something of that name, or it cannot be made; nothing is left then
     */
    static void make(Path directory, Making content) throws KeysException {
        make(directory, false, content);
    }

    /**
     * The same.
     *
     * @param isToGo whether there is one of that name, which is gone when the content is made
     */
    static void make(Path directory, boolean isToGo, Making content) throws KeysException {
        if (!isToGo && Files.exists(directory)) {
            throw KeysException.of(directory, "is there already: what has keys is not overwritten");
        }
        Path name = directory.toAbsolutePath().normalize();
        Path aside = name.resolveSibling(
                "." + name.getFileName() + MAKING + HexFormat.of().toHexDigits(random()));
        try {
            Path in = Objects.requireNonNullElse(name.getParent(), name);
            if (!Files.getFileStore(in).supportsFileAttributeView(PosixFileAttributeView.class)) {
                throw KeysException.of(
                        directory, "cannot be made: its file system knows no modes, and others could read the keys");
            }
            try {
                Files.createDirectory(aside, PosixFilePermissions.asFileAttribute(OF_DIRECTORY));
                content.in(aside);
                Files.move(aside, name, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                remove(aside);
            }
        } catch (IOException e) {
            throw KeysException.of(directory, "cannot be made: " + reason(e), e);
        }
    }

    private static int random() {
        return new SecureRandom().nextInt();
    }

    /** Removes a file, or a directory with all its files, as far as it is there. */
    static void remove(Path whole) throws IOException {
        Files.walkFileTree(whole, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // another was quicker
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null && !(e instanceof NoSuchFileException)) {
                    throw e;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void makeDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OF_DIRECTORY));
    }

    /** Writes a new file, to the disk. */
    static void write(Path file, byte[] bytes) throws IOException {
        Set<StandardOpenOption> isNew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, isNew, PosixFilePermissions.asFileAttribute(OF_FILE))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** A file to write to, which is made empty if it is not there. */
    static FileChannel openOrMake(Path file) throws IOException {
        Set<StandardOpenOption> mayBeThere = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return FileChannel.open(file, mayBeThere, PosixFilePermissions.asFileAttribute(OF_FILE));
    }

    /** Puts new content in the place of a file, whole or not at all. */
    static void replace(Path file, byte[] bytes) throws IOException {
        Path aside = file.resolveSibling(
                "." + file.getFileName() + NEW + HexFormat.of().toHexDigits(random()));
        try {
            write(aside, bytes);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Removes what runs have left in a directory that were killed while they made something. */
    static void removeStale(Path directory) throws IOException {
        removeStale(directory, ".", MAKING);
        removeStale(directory, ".", NEW);
    }

    /** Removes what has such a name in a directory, and was not written to for some minutes. */
    static void removeStale(Path directory, String beginning, String part) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path each : all.toList()) {
                String name = String.valueOf(each.getFileName());
                if (name.startsWith(beginning) && name.contains(part) && isStale(each)) {
                    remove(each);
                }
            }
        }
    }

    private static boolean isStale(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file)
                    .toInstant()
                    .isBefore(Instant.now().minus(STALE));
        } catch (NoSuchFileException e) {
            return false; // whoever made it has given it its name
        }
    }

    /** What is in a directory. */
    static List<Path> list(Path directory) throws KeysException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        } catch (IOException e) {
            throw KeysException.of(directory, "cannot be read: " + reason(e), e);
        }
    }

    /** A password that nobody can guess. */
    static String secret() {
        byte[] bytes = new byte[SECRET];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads a file of a directory that was checked.
     *
     * @throws KeysException if it is missing, readable by others or too long
     */
    static byte[] read(Path file) throws KeysException {
        try {
            check(file, OF_FILE, "0600");
            if (Files.size(file) > LONGEST) {
                throw KeysException.of(file, "is longer than " + LONGEST + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw KeysException.of(file, "cannot be read: " + reason(e), e);
        }
    }

    /** @throws KeysException if it is no directory, or one that others may look into */
    static void checkDirectory(Path directory) throws KeysException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw KeysException.of(directory, "is no directory");
        }
        try {
            check(directory, OF_DIRECTORY, "0700");
        } catch (IOException e) {
            throw KeysException.of(directory, "cannot be read: " + reason(e), e);
        }
    }

    private static void check(Path path, Set<PosixFilePermission> most, String rule) throws IOException, KeysException {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException e) {
            return; // a file system without modes has its own ways
        }
        if (!most.containsAll(mode)) {
            throw KeysException.of(
                    path, "has mode " + octal(mode) + ", so that others may use it: it has to be " + rule);
        }
    }

    private static String octal(Set<PosixFilePermission> mode) {
        int bits = 0;
        for (char each : PosixFilePermissions.toString(mode).toCharArray()) {
            bits = bits << 1 | (each == '-' ? 0 : 1);
        }
        return String.format("0%03o", bits);
    }

    /** What the system says, without the name that the line begins with. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException at ? at.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
