package grapevine.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The keys that a running node uses. They change while it runs: when the files of its directory do, and when a later
 * list of revoked certificates comes over the network, which is then kept in that directory. What cannot be used changes
 * nothing. For any thread.
 */
public final class LiveKeys {
    private static final List<String> FILES =
            List.of(NodeKeys.STORE, NodeKeys.PASSWORD, NodeKeys.NETWORK, NodeKeys.REVOKED);

    private final Path directory;
    private final KeyRole role;
    private volatile NodeKeys now;
    private String seen;
    private long kept;

    /** What a {@link #look} found. */
    public enum Change {
        NONE,
        /** Only a later list of revoked certificates. */
        LIST,
        /** Another key or certificate of the node, or others that it trusts; a later list perhaps, too. */
        KEYS
    }

    /** What becomes of a list that somebody has sent. */
    public enum Offer {
        /** It is in use now. */
        TAKEN,
        /** There is one here that is as late. */
        KNOWN,
        /** No authority that is trusted here signed it. */
        UNBELIEVED
    }

    private LiveKeys(Path directory, String seen, NodeKeys keys) {
        this.directory = directory;
        this.role = keys.self().role();
        this.seen = seen;
        this.now = keys;
        this.kept = keys.revoked().number();
    }

    /**
     * Those of a node that begins.
     *
     * @param role what it is
     * @throws KeysException as {@link NodeKeys#read(Path, KeyRole, Instant)}
     */
    public static LiveKeys read(Path directory, KeyRole role, Instant time) throws KeysException {
        String seen = stamp(directory); // before they are read: what is written meanwhile is seen later
        return new LiveKeys(directory, seen, NodeKeys.read(directory, role, time));
    }

    /** As they are now. */
    public NodeKeys now() {
        return now;
    }

    /** A list that came over the network. */
    public synchronized Offer offer(RevocationList list) {
        NodeKeys keys = now;
        if (list.number() <= keys.revoked().number()) {
            return Offer.KNOWN;
        }
        if (!list.isSignedByOneOf(keys.authorities())) {
            return Offer.UNBELIEVED;
        }
        now = keys.with(list);
        return Offer.TAKEN;
    }

    /**
     * Reads the files if they are others than before, and keeps a list that came meanwhile. Blocks for the disk.
     *
     * @throws KeysException if what is there now cannot be used, or the list cannot be kept; told once, until the files
     *     change again
     */
    public synchronized Change look(Instant time) throws KeysException {
        String stamp = stamp(directory);
        Change change = stamp.equals(seen) ? Change.NONE : take(stamp, time);
        keep();
        return change;
    }

    private Change take(String stamp, Instant time) throws KeysException {
        seen = stamp;
        NodeKeys before = now;
        NodeKeys read = NodeKeys.read(directory, role, time);
        if (!read.self().name().equals(before.self().name())) {
            throw KeysException.of(
                    directory,
                    "has the keys of " + read.self().name() + " now, and this is "
                            + before.self().name());
        }
        kept = read.revoked().number();
        RevocationList list = before.revoked();
        boolean isLater = read.revoked().number() >= list.number();
        now = isLater || !list.isSignedByOneOf(read.authorities()) ? read : read.with(list);
        if (!read.certificate().equals(before.certificate())
                || !read.authorities().equals(before.authorities())) {
            return Change.KEYS;
        }
        return read.revoked().number() > list.number() ? Change.LIST : Change.NONE;
    }

    private void keep() throws KeysException {
        RevocationList list = now.revoked();
        if (list.number() <= kept) {
            return;
        }
        kept = list.number(); // whether it can be or not: it is tried once
        Path file = directory.resolve(NodeKeys.REVOKED);
        try {
            KeyFiles.replace(file, list.encoded());
        } catch (IOException e) {
            throw KeysException.of(file, "cannot be kept: " + KeyFiles.reason(e), e);
        }
    }

    /** By which it is seen that a file was written. */
    private static String stamp(Path directory) {
        StringBuilder stamp = new StringBuilder();
        for (String name : FILES) {
            Path file = directory.resolve(name);
            try {
                stamp.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
            } catch (NoSuchFileException e) {
                stamp.append("none");
            } catch (IOException e) {
                stamp.append(e.getClass().getSimpleName());
            }
            stamp.append('\n');
        }
        return stamp.toString();
    }

    @Override
    public String toString() {
        return "LiveKeys[" + now + "]";
    }
}
