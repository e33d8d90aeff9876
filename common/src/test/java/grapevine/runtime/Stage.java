package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Real hosts with {@link Probe}s on loopback, closed at the end of the test. */
final class Stage implements AutoCloseable {
    private static final int LOOPS = 2;

    final JobQueue jobs = JobQueue.start("test", 2, 64);
    final EventLoops loops;
    private final Deque<TcpHost> hosts = new ArrayDeque<>();

    Stage(EventLoops loops) {
        this.loops = loops;
    }

    static Stage withEpoll() {
        return new Stage(EventLoops.start("test", LOOPS));
    }

    static Stage withNio() {
        return new Stage(EventLoops.startNio("test", LOOPS));
    }

    Actor actor() {
        return actor(settings -> settings);
    }

    Actor actor(UnaryOperator<HostSettings.Builder> settings) {
        try {
            TcpHost host = TcpHost.listen(settings.apply(HostSettings.builder("node-" + (hosts.size() + 1), jobs, loops)
                            .listenOn(Ip.LOOPBACK, 0))
                    .build());
            hosts.push(host);
            Actor actor = new Actor(host);
            host.run(effects -> actor.probe = new Probe(effects));
            return actor;
        } catch (ListenException e) {
            throw new AssertionError(e);
        }
    }

    /** Has each event loop look at its sockets at least so often. */
    void awaitRounds(int rounds) throws Exception {
        for (int i = 0; i < LOOPS * rounds; i++) {
            loops.next().submit(() -> {}).get(10, TimeUnit.SECONDS); // each in turn
        }
    }

    @Override
    public void close() {
        hosts.forEach(TcpHost::close);
        jobs.close();
        loops.close();
    }

    /** A host and its probe. */
    static final class Actor {
        final TcpHost host;
        volatile Probe probe;

        private Actor(TcpHost host) {
            this.host = host;
        }

        Address address() {
            return host.localAddress();
        }

        Probe.Talk dial(Address to) {
            return ask(probe -> probe.dial(to));
        }

        /** Has something done in the lane and waits for it. */
        <T> T ask(Function<Probe, T> question) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            assertThat(host.execute(now -> answer.complete(question.apply(probe))))
                    .isTrue();
            try {
                return answer.get(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        /** Has the lane handle nothing until it is released. */
        void block(CountDownLatch release) throws InterruptedException {
            CountDownLatch isBlocked = new CountDownLatch(1);
            new Thread(() -> host.execute(now -> {
                        isBlocked.countDown();
                        awaitQuietly(release);
                    }))
                    .start();
            assertThat(isBlocked.await(10, TimeUnit.SECONDS)).isTrue();
        }

        private static void awaitQuietly(CountDownLatch release) {
            try {
                release.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Has something done in the lane and waits for it. */
        void tell(java.util.function.Consumer<Probe> order) {
            ask(asked -> {
                order.accept(asked);
                return true;
            });
        }
    }
}
