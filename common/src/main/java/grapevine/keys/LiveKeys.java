package grapevine.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a running node uses. They change while it runs: when the files of its directory do, and when a later
 * list of revoked certificates comes over the network, which is then kept in that directory. What cannot be used
 * changes nothing. For any thread, but for {@link #look}, which one thread at a time may call.
 */
public final class LiveKeys {
    private static final List<String> FILES =
            List.of(NodeKeys.STORE, NodeKeys.PASSWORD, NodeKeys.NETWORK, NodeKeys.REVOKED);

    private final Path directory;
    private final KeyRole role;
    private volatile NodeKeys now;

    // Of whoever looks.
    private String seen;
    private @Nullable RevocationLists kept;
    private String last;
    private @Nullable String told;

    /** As they were when that was told of the files; null if it was not of these. */
    private @Nullable String toldOf;

    /** What a {@link #look} found. */
    public enum Change {
        NONE,
        /** Only lists of revoked certificates: a later one, or an earlier one that has more. */
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
        this.last = seen;
    }

    /**
     * Those of a node that begins.
     *
     * @param role what it is
     * @throws KeysException as {@link NodeKeys#read(Path, KeyRole)}
     */
    public static LiveKeys read(Path directory, KeyRole role) throws KeysException {
        String seen = stamp(directory); // before they are read: what is written meanwhile is seen later
        return new LiveKeys(directory, seen, NodeKeys.read(directory, role));
    }

    /** As they are now. */
    public NodeKeys now() {
        return now;
    }

    /** A list that came over the network. */
    public Offer offer(RevocationList list) {
        NodeKeys keys = now();
        if (list.number() <= keys.revoked().number()) {
            return Offer.KNOWN;
        }
        if (!list.isSignedByOneOf(keys.authorities())) {
            return Offer.UNBELIEVED;
        }
        return takeIfTrusted(list, keys) ? Offer.TAKEN : Offer.UNBELIEVED;
    }

    /** What was believed by these keys: false if other authorities are trusted by now. */
    private synchronized boolean takeIfTrusted(RevocationList list, NodeKeys by) {
        if (!now.trustsAs(by)) {
            return false;
        }
        if (now.revoked().number() < list.number()) {
            now = now.with(list);
        }
        return true;
    }

    /** Not while a file is read: whoever offers a list does not wait for the disk. */
    private synchronized void change(UnaryOperator<NodeKeys> step) {
        now = step.apply(now);
    }

    /**
     * What one look found.
     *
     * @param problem what cannot be used or kept, in one line; null if nothing is wrong, or it was told before
     */
    public record Look(Change change, @Nullable String problem) {}

    /**
     * Reads the files if they are others than before, and keeps a list that came meanwhile. Blocks for the disk. What
     * cannot be used or kept is tried again each time; of files that cannot be used it is told when they are the same
     * at the next look.
     *
     * @param time by the clock of this machine
     */
    public Look look(Instant time) {
        Change change = Change.NONE;
        String problem = null;
        String stamp = stamp(directory);
        try {
            if (!stamp.equals(seen)) {
                change = take(time);
                seen = stamp;
            }
            keep();
        } catch (KeysException e) {
            problem = e.getMessage();
        } catch (RuntimeException e) { // of the JDK, that reads damaged files
            problem = directory + " cannot be read: " + e;
        }
        boolean isOfFiles = problem != null && !stamp.equals(seen); // and not of keeping a list
        boolean isUnderWay = isOfFiles && !stamp.equals(last); // perhaps: somebody may copy the rest of them now
        last = stamp;
        if (isUnderWay) {
            return new Look(change, null);
        }
        boolean isTold =
                Objects.equals(told, problem) || (isOfFiles && stamp.equals(toldOf)); // a clock goes on in words
        told = problem;
        toldOf = isOfFiles ? stamp : null;
        return new Look(change, isTold ? null : problem);
    }

    private Change take(Instant time) throws KeysException {
        NodeKeys before = now;
        NodeKeys read = NodeKeys.read(directory);
        read.checkRole(directory, role);
        check(before, read, time);
        kept = null; // what is there now is looked at
        change(read::withThoseOf);
        boolean isAnother = !read.certificate().equals(before.certificate()) || !read.trustsAs(before);
        return isAnother ? Change.KEYS : isOtherList(before) ? Change.LIST : Change.NONE;
    }

    private boolean isOtherList(NodeKeys before) {
        return now.revoked().number() != before.revoked().number()
                || !now.allRevoked().serials().equals(before.allRevoked().serials());
    }

    /** Whether this node may have these keys in the place of those it has, which may have run out meanwhile. */
    private void check(NodeKeys before, NodeKeys next, Instant time) throws KeysException {
        if (!next.self().name().equals(before.self().name())) {
            throw KeysException.of(
                    directory,
                    "has the keys of " + next.self().name() + " now, and this is "
                            + before.self().name());
        }
        if (!before.isOfNetwork(next.chain())) {
            throw KeysException.of(directory, "has keys of " + whatIsUntrusted(before, next));
        }
        if (!next.certificate().equals(before.certificate())) {
            next.checkEnd(directory, before, time);
        }
    }

    /** Of which authority these are that the others do not trust, and what to do. */
    private static String whatIsUntrusted(NodeKeys before, NodeKeys next) {
        Long number = next.networkNumber();
        if (number == null || !number.equals(before.networkNumber())) {
            return "another network now";
        }
        Instant newest = before.authorities().get(0).getNotBefore().toInstant();
        return next.network().getNotBefore().toInstant().isBefore(newest)
                ? "a former authority of this network, which this node trusts no more"
                : "an authority that comes two or more after those that this node trusts: start it anew with them";
    }

    /** Beside the keys, unless there is a later one, which an authority signed that is trusted only soon. */
    private void keep() throws KeysException {
        RevocationLists lists = now.allRevoked();
        if (lists == kept) {
            return;
        }
        RevocationList list = lists.last();
        Path file = directory.resolve(NodeKeys.REVOKED);
        RevocationList there = Files.exists(file) ? RevocationList.read(file) : RevocationList.NONE;
        if (there.number() > list.number()) {
            throw KeysException.of(file, "is signed by no authority in " + NodeKeys.NETWORK + " beside it");
        }
        try {
            lists.write(directory, there.number() < list.number());
            kept = lists;
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
        try {
            stamp.append(RevocationLists.earlier(directory));
        } catch (KeysException e) {
            stamp.append(e.getClass().getSimpleName());
        }
        return stamp.toString();
    }

    @Override
    public String toString() {
        return "LiveKeys[" + now() + "]";
    }
}
