package grapevine.peer.hosting;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Received;
import grapevine.runtime.NodeHost;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Has a peer run elsewhere than on sockets, behind the same interface. */
public final class PeerHosting {
    private static volatile @Nullable Joining joining;
    private static volatile @Nullable Function<PeerConfig, Set<String>> settings;

    private PeerHosting() {}

    /** How a peer is made. */
    @FunctionalInterface
    public interface Joining {
        /** As {@link Peer#join}, with a host of the caller's. */
        HostedPeer join(
                PeerConfig config,
                @Nullable BiConsumer<? super Peer, ? super Received> messages,
                @Nullable BiConsumer<? super Peer, ? super PeerEvent> events,
                NodeHost.Maker hosting)
                throws IOException;
    }

    /** For the package of {@link Peer} alone, which says so once, before there is any configuration. */
    public static void opened(Joining way, Function<PeerConfig, Set<String>> look) {
        if (joining != null) {
            throw new IllegalStateException("it is settled how peers join");
        }
        joining = way;
        settings = look;
    }

    /** What is set there, by the names of the builder's methods. */
    public static Set<String> settings(PeerConfig config) {
        return Objects.requireNonNull(settings).apply(config);
    }

    /** Joins a network by way of such a host. */
    public static HostedPeer join(
            PeerConfig config,
            @Nullable BiConsumer<? super Peer, ? super Received> messages,
            @Nullable BiConsumer<? super Peer, ? super PeerEvent> events,
            NodeHost.Maker hosting)
            throws IOException {
        return Objects.requireNonNull(joining).join(config, messages, events, hosting);
    }
}
