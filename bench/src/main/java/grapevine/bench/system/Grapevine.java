package grapevine.bench.system;

import grapevine.daemon.Daemon;
import grapevine.keys.KeyRole;
import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Published;
import grapevine.peer.Received;
import grapevine.policy.Dissemination;
import grapevine.policy.Order;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Grapevine by its library, with three seeds. A publisher goes on while it is not told what became of the last few. */
public final class Grapevine implements Contender {
    private static final int SEEDS = 3;
    private static final long LEFT_WITHIN_SECONDS = 10;

    private final Dissemination dissemination;
    private final Order order;
    private final Keys use;
    private final boolean isFast;
    private @Nullable BenchKeys keys;
    private @Nullable GrapevineSeeds seeds;
    private final List<Peer> peers = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();

    /** What keys are used for. */
    public enum Keys {
        NONE,
        /** All connections are TLS, and each node has a certificate. */
        TLS,
        /** And each message carries a proof of its origin. */
        PROOFS
    }

    /** One without keys. */
    public Grapevine(Dissemination dissemination, Order order) {
        this(dissemination, order, Keys.NONE, false);
    }

    /** One in its usual mode with keys; if it is to be fast, by the provider that the daemons have. */
    public Grapevine(Keys use, boolean isFast) {
        this(Dissemination.TREE, Order.BY_ORIGIN, use, isFast);
    }

    private Grapevine(Dissemination dissemination, Order order, Keys use, boolean isFast) {
        this.dissemination = dissemination;
        this.order = order;
        this.use = use;
        this.isFast = isFast;
    }

    @Override
    public void form(int nodes, Deliveries deliveries, Deadline deadline) throws Exception {
        if (isFast && !Daemon.compute(true)) {
            throw new IllegalStateException("the faster provider of cryptography is not for this platform");
        }
        BenchKeys network = use == Keys.NONE ? null : new BenchKeys();
        keys = network;
        GrapevineSeeds introducing = new GrapevineSeeds(SEEDS, network);
        seeds = introducing;
        PeerConfig plain = PeerConfig.builder()
                .seeds(introducing.addresses())
                .dissemination(dissemination)
                .order(order)
                .build();
        for (int i = 0; i < nodes; i++) {
            PeerConfig config = network == null
                    ? plain
                    : plain.toBuilder()
                            .keys(network.of("peer" + i, KeyRole.PEER))
                            .proofs(use == Keys.PROOFS)
                            .build();
            peers.add(join(config, i, deliveries));
        }
        for (Peer peer : peers) {
            peer.ready().get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
            publishers.add(new Publisher(peer));
        }
    }

    private static Peer join(PeerConfig config, int node, Deliveries deliveries) throws IOException {
        return Peer.join(config, (peer, message) -> took(node, message, deliveries), (peer, event) -> {
            if (event instanceof PeerEvent.MessagesMissed missed) {
                deliveries.missed(node, missed.messages().size());
            }
        });
    }

    private static void took(int node, Received message, Deliveries deliveries) {
        if (message.missedBefore() > 0) {
            deliveries.missed(node, message.missedBefore());
        }
        deliveries.received(node, message.payload());
    }

    @Override
    public boolean publish(int node, byte[] payload) throws Exception {
        return publishers.get(node).publish(payload);
    }

    @Override
    public void settle(int node) throws Exception {
        publishers.get(node).settle();
    }

    @Override
    public void close() throws IOException {
        CompletableFuture<?>[] leaving = peers.stream().map(Peer::leave).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(leaving)
                .completeOnTimeout(null, LEFT_WITHIN_SECONDS, TimeUnit.SECONDS)
                .join();
        if (seeds != null) {
            seeds.close();
        }
        if (keys != null) {
            keys.close();
        }
    }

    /** One that heeds what it is told, though not at once: what was throttled goes first when it is tried again. */
    private static final class Publisher {
        private static final int MOST_OPEN = 256;

        private final Peer peer;
        private final Deque<Attempt> open = new ArrayDeque<>();

        private record Attempt(byte[] payload, CompletableFuture<Published> outcome) {}

        Publisher(Peer peer) {
            this.peer = peer;
        }

        boolean publish(byte[] payload) throws Exception {
            if (!settle() || open.size() >= MOST_OPEN) {
                return false;
            }
            Attempt attempt = attempt(payload);
            if (attempt.outcome().isDone()) {
                return isAccepted(attempt);
            }
            open.add(attempt);
            return true;
        }

        private Attempt attempt(byte[] payload) {
            return new Attempt(payload, peer.publish(payload));
        }

        /** False if something is to be tried again, and is not taken. */
        boolean settle() throws Exception {
            while (true) {
                Attempt first = open.peek();
                if (first == null || !first.outcome().isDone()) {
                    return true;
                }
                open.remove();
                if (!isAccepted(first)) {
                    open.addFirst(attempt(first.payload()));
                    return false;
                }
            }
        }

        private static boolean isAccepted(Attempt attempt) throws InterruptedException, ExecutionException {
            Outcome outcome = attempt.outcome().get().outcome();
            if (outcome == Outcome.CLOSED) {
                throw new IllegalStateException("a peer has ended under way");
            }
            return outcome == Outcome.ACCEPTED;
        }
    }
}
