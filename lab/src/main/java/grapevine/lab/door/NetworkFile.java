package grapevine.lab.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.live.NetworkPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the networks of this user are found, one file a network, in a folder that nobody else can read. The process
 * that holds a network holds a lock besides for as long as it lives, which the system lets go of however it ends:
 * whether it lives is known without trusting a number.
 */
public final class NetworkFile {
    /**
     * What the file says.
     *
     * @param pid of the process that holds the network
     * @param door the port of its door on 127.0.0.1; 0 if it could not start
     * @param token without which the door does nothing
     * @param listening how many nodes listen, be they ready or not
     * @param ready how many nodes are ready
     * @param isUp whether all of them are
     * @param failure why it could not start
     * @param isEnding whether it was told to end, and does
     */
    public record Contents(
            long pid,
            int door,
            String token,
            int listening,
            int ready,
            boolean isUp,
            @Nullable String failure,
            boolean isEnding) {
        /** Of one whose start has come so far. */
        public static Contents starting(long pid, int listening, int ready) {
            return new Contents(pid, 0, "", listening, ready, false, null, false);
        }

        /** Of one that is up. */
        public static Contents up(long pid, int door, String token, int nodes) {
            return new Contents(pid, door, token, nodes, nodes, true, null, false);
        }

        /** Of one that could not start. */
        public static Contents failed(long pid, @Nullable String why) {
            return new Contents(pid, 0, "", 0, 0, false, why, false);
        }

        /** Of one that ends. */
        public static Contents ending(long pid) {
            return new Contents(pid, 0, "", 0, 0, false, null, true);
        }
    }

    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(2);
    private static final long LOOK_MILLIS = 20;

    private final Path folder;
    private final String name;

    private NetworkFile(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /**
     * That of the network of this name, be there one or not.
     *
     * @throws UsageException if no network can be called so
     */
    public static NetworkFile of(String name) throws LabException, UsageException {
        NetworkPlan.checkName(name);
        return new NetworkFile(folder(), name);
    }

    /** Those of all networks that run, or ever did; by name. */
    public static List<NetworkFile> all() throws LabException {
        Path folder = folder();
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{json,lock}")) {
            for (Path file : files) {
                String fileName = String.valueOf(file.getFileName());
                String name = fileName.substring(0, fileName.lastIndexOf('.'));
                if (NetworkPlan.isName(name)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot read " + folder + ": " + e.getMessage());
        }
        List<NetworkFile> all = new ArrayList<>();
        names.forEach(each -> all.add(new NetworkFile(folder, each)));
        return all;
    }

    private static Path folder() throws LabException {
        Path folder = place(System.getenv(), Path.of(System.getProperty("user.home")));
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return folder;
        } catch (IOException | UnsupportedOperationException e) {
            throw new LabException("cannot make " + folder + " for what is known of networks: " + e.getMessage());
        }
    }

    /**
     * {@code GRAPEVINE_LAB}, else in the place that the desktop standard has for states: by it an empty variable is
     * none, and neither is one that would mean another place in each directory.
     */
    static Path place(Map<String, String> environment, Path home) {
        String told = environment.getOrDefault("GRAPEVINE_LAB", "");
        if (!told.isEmpty()) {
            return Path.of(told);
        }
        Path states = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
        return (states.isAbsolute() ? states : home.resolve(".local").resolve("state")).resolve("grapevine");
    }

    /** Whether there is, or ever was, a network of this name here. */
    public boolean isKnown() {
        return Files.exists(file()) || Files.exists(lockFile());
    }

    /** By which commands call the network. */
    public String name() {
        return name;
    }

    /**
     * What is the same for two networks only if they are one: where its files are, and its name.
     *
     * @throws LabException if that place is gone
     */
    public String identity() throws LabException {
        try {
            return folder.toRealPath().resolve(name).toString();
        } catch (IOException e) {
            throw new LabException("cannot find " + folder + ": " + e.getMessage());
        }
    }

    /** Where the network's files are. */
    public Path directory() {
        return folder;
    }

    private Path file() {
        return folder.resolve(name + ".json");
    }

    private Path lockFile() {
        return folder.resolve(name + ".lock");
    }

    /**
     * Takes the name for this process, until it ends. Others hold it for a moment while they look whether it is taken,
     * or clear away what a dead network left: so it is tried for two seconds.
     *
     * @return nothing if another process has it
     */
    public Optional<FileLock> take() throws LabException, InterruptedException {
        long deadline = System.nanoTime() + TAKEN_WITHIN.toNanos();
        Optional<FileLock> lock = tried();
        while (lock.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
            lock = tried();
        }
        return lock;
    }

    private Optional<FileLock> tried() throws LabException {
        try {
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tried(channel, false);
            if (lock == null) {
                channel.close();
            }
            return Optional.ofNullable(lock);
        } catch (IOException e) {
            throw new LabException("cannot lock " + lockFile() + ": " + e.getMessage());
        }
    }

    private static @Nullable FileLock tried(FileChannel channel, boolean isShared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, isShared);
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        }
    }

    /** Whether a process holds the network now. */
    public boolean isHeld() throws LabException {
        if (!Files.exists(lockFile())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.READ)) {
            return tried(channel, true) == null; // shared: whoever else looks now does not hold it
        } catch (IOException e) {
            throw new LabException("cannot look at " + lockFile() + ": " + e.getMessage());
        }
    }

    /** What it says; nothing if there is none. */
    public Optional<Contents> read() throws LabException {
        try {
            return Optional.ofNullable(Json.tolerant().readValue(Files.readString(file()), Contents.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // damaged: as if there were none
        } catch (IOException e) {
            throw new LabException("cannot read " + file() + ": " + e.getMessage());
        }
    }

    /** Writes it, whole or not at all, for this user alone. */
    public void write(Contents contents) throws LabException {
        Path made = folder.resolve(name + ".json.new");
        try {
            Files.deleteIfExists(made);
            Files.createFile(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(made, Json.objects().writeValueAsString(contents));
            Files.move(made, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LabException("cannot write " + file() + ": " + e.getMessage());
        }
    }

    /**
     * Leads a browser to an address of the network's page.
     *
     * @return what the browser is to open, which is no secret
     */
    public URI redirect(String address) throws LabException {
        try {
            return Redirect.write(redirectFile(), address);
        } catch (IOException e) {
            throw new LabException("cannot write " + redirectFile() + ": " + e.getMessage());
        }
    }

    private Path redirectFile() {
        return folder.resolve(name + ".watch.html");
    }

    /** The network is no more. */
    public void remove() throws LabException {
        try {
            Files.deleteIfExists(file());
            Files.deleteIfExists(redirectFile());
        } catch (IOException e) {
            throw new LabException("cannot remove " + file() + ": " + e.getMessage());
        }
    }
}
