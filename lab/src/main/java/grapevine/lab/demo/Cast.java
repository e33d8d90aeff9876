package grapevine.lab.demo;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.NodeKeys;
import grapevine.lab.console.LabException;
import grapevine.lab.network.MadeKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** With what keys the nodes of a demonstration appear, if they have any. */
final class Cast {
    private static final String NAME = "demo-";
    private static final String OPERATOR = NAME + "operator";

    private final @Nullable MadeKeys keys;
    private final List<String> replaced;

    private Cast(@Nullable MadeKeys keys, List<String> replaced) {
        this.keys = keys;
        this.replaced = replaced;
    }

    /** Without keys. */
    static Cast open() {
        return new Cast(null, List.of());
    }

    /**
     * With keys in the directory of a network, which are made there.
     *
     * @throws LabException if they cannot be
     */
    static Cast closed(Path directory, int seeds, int peers, MadeKeys.Told told) throws LabException {
        MadeKeys keys = new MadeKeys(directory);
        Stream<Holder> all = Stream.of(
                        Stream.of(MadeKeys.holder(OPERATOR, KeyRole.OPERATOR)),
                        IntStream.rangeClosed(1, seeds).mapToObj(i -> MadeKeys.holder(NAME + "s" + i, KeyRole.SEED)),
                        IntStream.rangeClosed(1, peers).mapToObj(i -> MadeKeys.holder(NAME + "p" + i, KeyRole.PEER)))
                .flatMap(each -> each);
        return new Cast(keys, keys.make(all.toList(), told));
    }

    /** What a person is told of keys that took the place of revoked ones. */
    List<String> replaced() {
        return replaced;
    }

    /** What the node of this name, such as s1, is started with besides. */
    List<String> options(String node) {
        return keys == null
                ? List.of()
                : List.of("--keys", keys.of(NAME + node).toAbsolutePath().toString());
    }

    /** As whom the nodes are asked; null if they have no keys. */
    @Nullable
    NodeKeys operator() throws LabException {
        try {
            return keys == null ? null : NodeKeys.read(keys.of(OPERATOR));
        } catch (KeysException e) {
            throw MadeKeys.failure(e);
        }
    }
}
