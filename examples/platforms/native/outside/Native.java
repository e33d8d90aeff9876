package outside;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** On Linux: says whether the links of a peer go by the native transport of Netty, if the program has that. */
public final class Native {
    private Native() {}

    public static void main(String[] args) throws Exception {
        try (Peer peer = Peer.join(PeerConfig.builder().build())) {
            peer.address();
            List<String> loaded = Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.UTF_8);
            boolean isNative = loaded.stream().anyMatch(each -> each.contains("netty_transport_native_epoll"));
            System.out.println(isNative ? "native" : "not native");
        }
    }
}
