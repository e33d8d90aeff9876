package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.keys.MessageKeys;
import grapevine.keys.NodeKeys;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS before the links of a node that has keys. Of connections accepted at most {@value #MOST} have their
 * handshake under way, each for {@value #PATIENCE_MS} ms; beyond that the oldest goes of the ip ({@link Ip#place}) that
 * has most. On the event loop only.
 */
final class TlsHandshakes {
    static final int MOST = 256;
    static final long PATIENCE_MS = 5_000;

    /** So long a goodbye waits for the socket to take it. */
    private static final long GOODBYE_MS = 200;

    /** Told of connections that came to nothing. */
    interface Failures {
        /** This one did, for this reason; it is counted there. */
        void failed(Ip with, Counter counter, String reason);

        /** One had to give way to another. */
        void overloaded();

        /** What the operator is to hear. */
        void told(Fact fact);
    }

    private final LiveKeys keys;
    private final KeyClock clock;
    private final @Nullable MessageKeys proofs;
    private final Failures failures;
    private final LostHandshakes lost = new LostHandshakes();
    private final Map<Ip, Set<TlsHandshake>> accepted = new LinkedHashMap<>();
    private int count;

    /** @param proofs learn whom this node has met; null where messages are not proven */
    TlsHandshakes(LiveKeys keys, KeyClock clock, @Nullable MessageKeys proofs, Failures failures) {
        this.keys = keys;
        this.clock = clock;
        this.proofs = proofs;
        this.failures = failures;
    }

    /**
     * What a connection that is dialled begins with.
     *
     * @param isSmall whether with small segments
     */
    ChannelHandler dialling(LinkSocket link, Address to, boolean isSmall) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                secure(channel, link, new Dialled(to, isSmall));
            }
        };
    }

    /** Whom we dialled, and whether with small segments. */
    record Dialled(Address to, boolean isSmall) {}

    /** Whether segments to there are to be small. */
    boolean isSmall(Address to) {
        return lost.isSmall(to, System.nanoTime());
    }

    /** One that we dialled answered, or never did. */
    void ended(Dialled dialled, boolean isAnswered) {
        if (isAnswered) {
            lost.done(dialled.to, dialled.isSmall);
        } else {
            lost.lost(dialled.to, dialled.isSmall, System.nanoTime());
        }
    }

    /** One that was accepted. */
    void accept(Channel channel, LinkSocket link) {
        TlsHandshake begun = secure(channel, link, null);
        accepted.computeIfAbsent(begun.remoteIp().place(), unused -> new LinkedHashSet<>())
                .add(begun);
        count++;
        if (count > MOST) {
            TlsHandshake oldest = most().iterator().next();
            over(oldest);
            oldest.giveWay();
            failures.overloaded();
        }
    }

    private TlsHandshake secure(Channel channel, LinkSocket link, @Nullable Dialled dialled) {
        NodeKeys now = keys.now();
        TlsHandshake handshake = new TlsHandshake(this, now, link, dialled);
        SslHandler tls = new SslHandler(now.engine(dialled != null));
        tls.setHandshakeTimeoutMillis(PATIENCE_MS);
        tls.setCloseNotifyFlushTimeoutMillis(GOODBYE_MS);
        channel.pipeline()
                .addLast(new PlainGuard(handshake), new AnswerLimit(handshake::asksTooMuch), tls, handshake, link);
        return handshake;
    }

    private Collection<TlsHandshake> most() {
        return accepted.values().stream()
                .max(Comparator.comparingInt(Set::size))
                .orElseThrow();
    }

    /** Its handshake is over, however it went. */
    void over(TlsHandshake handshake) {
        Ip place = handshake.remoteIp().place();
        Set<TlsHandshake> its = accepted.get(place);
        if (its != null && its.remove(handshake)) {
            count--;
            if (its.isEmpty()) {
                accepted.remove(place);
            }
        }
    }

    /** The keys, which may be others than when a handshake began. */
    NodeKeys keys() {
        return keys.now();
    }

    /** Why whoever shows this certificate of the network is refused; null if it is not. */
    @Nullable
    String refusal(NodeKeys by, X509Certificate shown) {
        return clock.refusal(by, shown);
    }

    /** Somebody has shown that it is of the network, as far as these keys tell. */
    void met(TcpLink link, NodeKeys by) {
        Fact behind = clock.met(link.certificate());
        if (behind != null) {
            failures.told(behind);
        }
        if (proofs != null) {
            proofs.met(link.shown(), by);
        }
    }

    void failed(Ip with, Counter counter, String reason) {
        failures.failed(with, counter, reason);
    }

    /** How many are under way of those that were accepted. */
    int count() {
        return count;
    }
}
