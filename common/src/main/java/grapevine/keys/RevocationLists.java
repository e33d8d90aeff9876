package grapevine.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The lists of revoked certificates that are known in one place. The last one is what others are told of. What an
 * authority has revoked stays so, although a later list of it lacks that, as when it was signed on an older copy of the
 * authority's directory: earlier lists are kept that have what no later one of the same authority has. Immutable, for
 * any thread.
 */
public final class RevocationLists {
    /** Lists beside the last one: one for each copy of an authority's directory that was gone on with. */
    static final int MOST_EARLIER = 8;

    /** No list at all. */
    static final RevocationLists NONE = new RevocationLists(List.of(), 0);

    /** What the file of an earlier one is called, by when it was signed and what is in it. */
    private static final Pattern IS_EARLIER = Pattern.compile("revoked-\\d{1,19}-[0-9a-f]{8}\\.crl");

    /** The last one first; each other one has something that none of the same authority has. */
    private final List<RevocationList> lists;

    private final int forgotten;

    private RevocationLists(List<RevocationList> lists, int forgotten) {
        this.lists = lists;
        this.forgotten = forgotten;
    }

    /** Those in a directory that was checked; those that none of these authorities signed say nothing. */
    static RevocationLists read(Path directory, Collection<X509Certificate> authorities) throws KeysException {
        return NONE.withThoseIn(directory, authorities);
    }

    /** With those in a directory. */
    RevocationLists withThoseIn(Path directory, Collection<X509Certificate> authorities) throws KeysException {
        RevocationLists all = this;
        for (Path each : files(directory)) {
            all = all.withTrusted(RevocationList.read(each), authorities);
        }
        return all;
    }

    private static List<Path> files(Path directory) throws KeysException {
        List<Path> files = new ArrayList<>();
        Path last = directory.resolve(NodeKeys.REVOKED);
        if (Files.exists(last)) {
            files.add(last);
        }
        files.addAll(earlier(directory));
        return files;
    }

    /** The files of those that are not the last one, in an order that is always the same. */
    static List<Path> earlier(Path directory) throws KeysException {
        return KeyFiles.list(directory).stream()
                .filter(each ->
                        IS_EARLIER.matcher(String.valueOf(each.getFileName())).matches())
                .sorted()
                .toList();
    }

    /** Writes them to a directory; who is cut short there has lost none, and goes on the next time. */
    void write(Path directory, boolean isLastMissing) throws IOException, KeysException {
        Set<Path> kept = new HashSet<>();
        for (RevocationList each : lists.subList(Math.min(1, lists.size()), lists.size())) {
            byte[] encoded = each.encoded();
            Path file =
                    directory.resolve(String.format("revoked-%d-%08x.crl", each.number(), Arrays.hashCode(encoded)));
            kept.add(file);
            if (!Files.exists(file)) {
                KeyFiles.replace(file, encoded);
            }
        }
        if (isLastMissing) {
            KeyFiles.replace(directory.resolve(NodeKeys.REVOKED), last().encoded());
        }
        for (Path each : earlier(directory)) {
            if (!kept.contains(each)) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** With one more, which was found to be signed by whom it has to be; these if it says nothing new. */
    RevocationLists with(RevocationList list) {
        List<RevocationList> all = new ArrayList<>(lists);
        all.add(list);
        all.sort(Comparator.comparingLong(RevocationList::number).reversed());
        List<RevocationList> kept = new ArrayList<>();
        for (RevocationList each : all) {
            if (kept.stream().noneMatch(other -> other.covers(each))) {
                kept.removeIf(other -> other != all.get(0) && each.covers(other));
                kept.add(each);
            }
        }
        if (kept.equals(lists)) {
            return this;
        }
        int most = Math.min(kept.size(), 1 + MOST_EARLIER);
        return new RevocationLists(List.copyOf(kept.subList(0, most)), forgotten + kept.size() - most);
    }

    /** With one more, if it says anything new and one of these authorities signed it. */
    private RevocationLists withTrusted(RevocationList list, Collection<X509Certificate> authorities) {
        RevocationLists next = with(list);
        return next == this || !list.isSignedByOneOf(authorities) ? this : next;
    }

    /** With those of others that one of these authorities signed. */
    RevocationLists withTrusted(RevocationLists others, Collection<X509Certificate> authorities) {
        RevocationLists all = this;
        for (RevocationList each : others.lists) {
            all = all.withTrusted(each, authorities);
        }
        return new RevocationLists(all.lists, Math.max(all.forgotten, others.forgotten));
    }

    /** The one that was signed last, which holds for the network. */
    RevocationList last() {
        return lists.isEmpty() ? RevocationList.NONE : lists.get(0);
    }

    /** Whether this one is on any. */
    public boolean has(X509Certificate certificate) {
        return lists.stream().anyMatch(each -> each.has(certificate));
    }

    /** The numbers of the certificates on any. */
    Set<BigInteger> serials() {
        Set<BigInteger> serials = new TreeSet<>();
        lists.forEach(each -> serials.addAll(each.serials()));
        return serials;
    }

    /** How many certificates its authority has revoked that are not on the last one. */
    public int lacking() {
        Set<BigInteger> lacking = new TreeSet<>();
        lists.stream().filter(each -> each.isOfSameAuthority(last())).forEach(each -> lacking.addAll(each.serials()));
        lacking.removeAll(last().serials());
        return lacking.size();
    }

    /** How many lists were let go, as there were more than are kept. */
    public int forgotten() {
        return forgotten;
    }
}
