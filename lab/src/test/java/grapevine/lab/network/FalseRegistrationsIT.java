package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A stranger registers thousands that are not there with real seeds. */
class FalseRegistrationsIT {
    private static final int SEEDS = 3;
    private static final int MANY = 30_000;
    private static final int PORTS = 60_000;

    /** So many addresses a newcomer dials in vain, at most: four claims of a list, a few times. */
    private static final int MOST_DIALS = 20;

    private final AtomicInteger invented = new AtomicInteger();
    private final AtomicInteger registered = new AtomicInteger();
    private final AtomicBoolean isOver = new AtomicBoolean();

    @Tag("slow")
    @Test
    void among_thirty_thousand_and_while_more_come_a_newcomer_is_linked_after_a_few_dials() throws Exception {
        ExecutorService stranger = Executors.newFixedThreadPool(SEEDS);
        try (RealNetwork network =
                RealNetwork.withLongLeases(SEEDS).startSeeds().startPeers(5)) {
            network.awaitWhole();
            for (NodeProcess seed : network.seeds()) {
                stranger.execute(() -> invent(seed.address()));
            }
            RealNetwork.within(
                    RealNetwork.PATIENCE.multipliedBy(5),
                    () -> assertThat(registered).hasValueGreaterThan(MANY));

            NodeProcess newcomer = network.startPeer();
            eventually(() -> assertThat(network.who(newcomer)).isNotEmpty());
            assertThat(network.count(newcomer, "dials_failed")).isLessThanOrEqualTo(MOST_DIALS);
            network.peers().get(0).type("in spite of them");
            RealNetwork.awaitLine(newcomer, "in spite of them");

            eventually(() -> assertThat(network.overlay().isWhole()).isTrue());
            for (NodeProcess seed : network.seeds()) {
                for (NodeProcess peer : network.peers()) {
                    eventually(() -> assertThat(network.who(seed).get(peer.address()))
                            .as("%s at %s", peer, seed)
                            .containsEntry("confirmed", "yes"));
                }
                assertThat(RealNetwork.facts(seed, "peer_removed")).isEmpty();
            }
            isOver.set(true);
        } finally {
            isOver.set(true);
            stranger.shutdown();
            assertThat(stranger.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** On one connection after the other, each in the name of another. */
    private void invent(Address seed) {
        while (!isOver.get()) {
            int number = invented.getAndIncrement();
            String ip = number % 2 == 0 ? "127.0.0.1" : "127.1." + (number >> 8 & 255) + "." + (number & 255);
            long now = System.currentTimeMillis();
            try (Stranger stranger = new Stranger(seed)) {
                stranger.say("Hello grapevine/1 peer default " + ip + ":" + (2 + number % PORTS) + " " + now + " " + now
                        + "\nRegister 1 " + now + " 255 0\n");
                stranger.readUntil("Registered");
                registered.incrementAndGet();
            } catch (IOException e) {
                // it was turned away
            }
        }
    }
}
