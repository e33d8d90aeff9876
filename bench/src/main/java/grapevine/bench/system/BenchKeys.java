package grapevine.bench.system;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.NetworkKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The keys of a network that lives as long as its measurement. */
public final class BenchKeys implements AutoCloseable {
    private static final int DAYS = 90;

    private final Path folder;
    private final NetworkKeys network;

    /** An authority of its own. */
    public BenchKeys() throws IOException, KeysException {
        folder = Files.createTempDirectory("grapevine-bench-keys");
        network = NetworkKeys.make(folder.resolve("network"));
    }

    /** The directory of a node, made now. */
    public Path of(String name, KeyRole role) throws KeysException {
        return network.makeNode(new Holder(name, role, List.of(), List.of()), DAYS);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
