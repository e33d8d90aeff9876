package grapevine.runtime;

import grapevine.node.Conversation;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Origin;
import grapevine.wire.ProtocolException;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How fast a message gets from node to node, not asserted: {@code LinkSpeed [hops] [millions]}. A chain of nodes, one
 * link each, 64-byte payloads; the first keeps its backlog filled, the others relay. With one hop it is the speed of a
 * link.
 */
public final class LinkSpeed {
    private static final int PAYLOAD = 64;
    private static final int BURST = 512;
    private static final long ENOUGH = 512 * 1024;

    private LinkSpeed() {}

    public static void main(String[] args) throws Exception {
        int hops = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        int messages = (args.length > 1 ? Integer.parseInt(args[1]) : 5) * 1_000_000;
        try (JobQueue jobs = JobQueue.start("speed", 2, 64);
                EventLoops loops = EventLoops.start("speed", 2)) {
            for (int round = 1; round <= 5; round++) {
                CountDownLatch done = new CountDownLatch(1);
                List<TcpHost> hosts = chain(hops, messages, jobs, loops, done);
                long start = System.nanoTime();
                hosts.get(hops)
                        .run(effects -> new Source(effects, hosts.get(hops - 1).localAddress(), messages));
                done.await(120, TimeUnit.SECONDS);
                long nanos = System.nanoTime() - start;
                System.out.printf(
                        "round %d: %d messages over %d hops in %d ms, %,.0f messages/s, %,.0f deliveries/s%n",
                        round,
                        messages,
                        hops,
                        nanos / 1_000_000,
                        messages * 1e9 / nanos,
                        (double) messages * hops * 1e9 / nanos);
                hosts.forEach(TcpHost::close);
            }
        }
    }

    private static List<TcpHost> chain(int hops, int messages, JobQueue jobs, EventLoops loops, CountDownLatch done)
            throws ListenException {
        List<TcpHost> hosts = new ArrayList<>();
        for (int i = 0; i <= hops; i++) {
            hosts.add(TcpHost.listen(HostSettings.builder("speed-" + i, jobs, loops)
                    .gossipBacklog(Integer.MAX_VALUE / 2)
                    .build()));
        }
        hosts.get(0).run(effects -> new Relay(effects, null, messages, done));
        for (int i = 1; i < hops; i++) {
            Address next = hosts.get(i - 1).localAddress();
            hosts.get(i).run(effects -> new Relay(effects, next, messages, new CountDownLatch(1)));
        }
        return hosts;
    }

    /** Sends all it has as fast as the link takes it. */
    private static final class Source extends Relay {
        private final int messages;
        private int sent;

        Source(Effects effects, Address next, int messages) {
            super(effects, next, messages, new CountDownLatch(1));
            this.messages = messages;
        }

        @Override
        public void onOpened(long now) {
            super.onOpened(now);
            onTimer(now);
        }

        @Override
        public void onTimer(long now) {
            for (int i = 0; i < BURST * 8 && next.backlog() < ENOUGH && sent < messages; i++) {
                effects.send(next, Gossip.of(ORIGIN, ++sent, 1_700_000_000_000L, new byte[0], new byte[PAYLOAD]));
            }
            if (sent < messages) {
                effects.armTimer(now);
            }
        }
    }

    /** Sends on what it gets, and counts it. */
    private static class Relay implements Node, Conversation {
        static final Origin ORIGIN = new Origin(new Address(Ip.LOOPBACK, 6001), 1_700_000_000_000L);

        final Effects effects;
        Link next;
        private final Address to;
        private final int expected;
        private final CountDownLatch done;
        private final Counters counters = new Counters();
        private int got;

        Relay(Effects effects, Address to, int expected, CountDownLatch done) {
            this.effects = effects;
            this.to = to;
            this.expected = expected;
            this.done = done;
        }

        @Override
        public void onStart(long now) {
            if (to != null) {
                next = effects.dial(to, this);
            }
        }

        @Override
        public Conversation onAccepted(long now, Link link) {
            return this;
        }

        @Override
        public void onMessage(long now, Message message) {
            if (!(message instanceof Gossip)) {
                return;
            }
            if (next != null) {
                effects.send(next, message);
            }
            if (++got == expected) {
                done.countDown();
            }
        }

        @Override
        public void onOpened(long now) {
            effects.send(next, new Message.Hello(Role.PEER, "speed", ORIGIN.address(), ORIGIN.epoch(), 1));
        }

        @Override
        public void onTimer(long now) {}

        @Override
        public void onLeave(long now) {}

        @Override
        public void onDialFailed(long now, DialFailure failure) {}

        @Override
        public void onViolation(long now, ProtocolException violation) {
            System.out.println(violation);
        }

        @Override
        public void onLost(long now, Loss loss) {}

        @Override
        public Counters counters() {
            return counters;
        }
    }
}
