package grapevine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.lab.network.Overlay;
import grapevine.lab.network.OverlayChecker;
import grapevine.lab.network.Question;
import grapevine.node.Budget;
import grapevine.node.Effects;
import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.node.Link;
import grapevine.peer.core.PeerLook;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.ground.Publication;
import grapevine.runtime.EventLoops;
import grapevine.runtime.HostSettings;
import grapevine.runtime.JobQueue;
import grapevine.runtime.TcpHost;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Twenty peers on real sockets in this process; two of them make a hundred times what another makes, or as much as
 * their sockets take, send it by all their links and heed nobody who asks them to wait. How long messages take is
 * printed and not judged: it depends on the machine.
 */
@Tag("slow")
class FloodedCrowdTest {
    private static final int PEERS = 20;
    private static final int FLOODERS = 2;
    private static final int ROUNDS = 40;
    private static final long ROUND_MILLIS = 200;
    private static final int FLOOD_BYTES = 1000;
    private static final int MOST_AT_ONCE = 1000;

    /** From one lot of the flood to the next, where it is all that their sockets take. */
    private static final long FLOOD_EVERY_MILLIS = 1;

    /** From one message to the next of who makes a hundred times as much as the others. */
    private static final long HUNDREDFOLD_EVERY_MILLIS = ROUND_MILLIS / 100;

    /** Who was asked to wait tries again after so long, ms. */
    private static final long AGAIN_MILLIS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A flooder fills its links up to this, bytes. */
    private static final long FULL = 256 * 1024;

    /** One of its links that others leave so far behind gets nothing, bytes. */
    private static final long MOST_WAITING = 2 * 1024 * 1024;

    private final JobQueue jobs = JobQueue.start("flooded", 2, 4096);
    private final EventLoops loops = EventLoops.start("flooded", 2);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Question question = new Question(Duration.ofSeconds(20));
    private final List<TcpHost> seeds = new ArrayList<>();
    private final List<Address> seedAddresses = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    /** Whom anybody named as one that floods, and of whom somebody said later that this is over. */
    private final Set<Address> named = new ConcurrentSkipListSet<>();

    private final Set<Address> isQuiet = new ConcurrentSkipListSet<>();

    /** What was told that should not happen to anybody who lives. */
    private final Queue<String> cut = new ConcurrentLinkedQueue<>();

    private final LongAdder notTaken = new LongAdder();

    /** How long (us) the messages of a while took, and how often each was handed over. */
    private static final class Tally {
        final ConcurrentHistogram took = new ConcurrentHistogram(3);
        final Map<String, Integer> handed = new ConcurrentHashMap<>();
        final Map<String, Long> said = new ConcurrentHashMap<>();

        void came(Address to, String text) {
            Long at = said.get(text);
            if (at != null) {
                took.recordValue((System.nanoTime() - at) / 1000);
                handed.merge(text + " at " + to, 1, Integer::sum);
            }
        }

        @Override
        public String toString() {
            return took.getTotalCount() + " deliveries of " + said.size() + " messages, p50 "
                    + took.getValueAtPercentile(50) / 1000.0 + " ms, p99 " + took.getValueAtPercentile(99) / 1000.0
                    + " ms, most " + took.getMaxValue() / 1000.0 + " ms";
        }
    }

    private volatile Tally tally = new Tally();

    /** A peer of the crowd. */
    private final class Member {
        final CompletableFuture<PeerNode> made = new CompletableFuture<>();
        final CompletableFuture<Effects> effects = new CompletableFuture<>();
        final TcpHost host;
        final AtomicBoolean isAtIt = new AtomicBoolean();
        final AtomicLong floodSaid = new AtomicLong();

        Member(int number) throws Exception {
            host = TcpHost.listen(HostSettings.builder("peer-" + number, jobs, loops)
                    .listenOn(Ip.LOOPBACK, 0)
                    .facts(FloodedCrowdTest.this::told)
                    .delivery(this::delivered)
                    .markedDelivery((message, marks) -> delivered(message))
                    .onCrashed(bug -> cut.add("crashed: " + bug))
                    .build());
            PeerSettings settings = PeerSettings.at(host.localAddress(), System.currentTimeMillis())
                    .seeds(seedAddresses)
                    .gossipCount(0)
                    .budget(new Budget(32 << 20))
                    .build();
            host.run(node -> {
                PeerNode peer = new PeerNode(settings, new SplittableRandom(number), node);
                effects.complete(node);
                made.complete(peer);
                return peer;
            });
        }

        Address address() {
            return host.localAddress();
        }

        private void delivered(Gossip message) {
            byte[] payload = message.payload();
            if (payload.length != FLOOD_BYTES) {
                tally.came(address(), new String(payload, StandardCharsets.US_ASCII));
            }
        }

        /** Says it, if need be again and again until it is taken; from then on it counts. */
        void say(String text) {
            tally.said.putIfAbsent(text, System.nanoTime());
            host.insist(now -> {
                Publication outcome = made.join().publish(now, text.getBytes(StandardCharsets.US_ASCII));
                if (outcome != Publication.ACCEPTED) {
                    notTaken.increment();
                    clock.schedule(() -> say(text), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                }
            });
        }

        void flood(int messages) {
            if (isAtIt.compareAndSet(false, true) && !host.execute(now -> fillLinks(messages))) {
                isAtIt.set(false);
            }
        }

        private void fillLinks(int messages) {
            PeerLook look = made.join().look();
            List<Link> links = new ArrayList<>();
            look.neighbours((link, older) -> links.add(link));
            Origin self = new Origin(address(), look.epoch());
            for (int i = 0;
                    i < messages
                            && links.stream().mapToLong(Link::backlog).min().orElse(FULL) < FULL;
                    i++) {
                long n = floodSaid.incrementAndGet();
                Gossip message = Gossip.of(self, n, System.currentTimeMillis(), new byte[0], new byte[FLOOD_BYTES]);
                links.stream()
                        .filter(link -> link.backlog() < MOST_WAITING)
                        .forEach(link -> effects.join().send(link, message));
            }
            isAtIt.set(false);
        }
    }

    @BeforeEach
    void a_crowd() throws Exception {
        for (int i = 0; i < 3; i++) {
            TcpHost seed = TcpHost.listen(HostSettings.builder("seed-" + i, jobs, loops)
                    .listenOn(Ip.LOOPBACK, 0)
                    .facts(this::told)
                    .build());
            seeds.add(seed);
            seedAddresses.add(seed.localAddress());
        }
        for (TcpHost seed : seeds) {
            SeedSettings settings = SeedSettings.at(seed.localAddress(), System.currentTimeMillis())
                    .seeds(seedAddresses)
                    .build();
            seed.run(node -> new SeedNode(
                    settings, new SplittableRandom(seed.localAddress().port()), node));
        }
        for (int i = 0; i < PEERS; i++) {
            members.add(new Member(i));
        }
        await().atMost(PATIENCE).untilAsserted(this::isWhole);
    }

    @AfterEach
    void close() {
        clock.shutdownNow();
        members.forEach(member -> member.host.close());
        seeds.forEach(TcpHost::close);
        jobs.close();
        loops.close();
    }

    @Test
    void what_the_others_say_gets_everywhere_while_two_flood_and_these_alone_are_named_and_nobody_is_cut_off()
            throws Exception {
        List<Member> flooders = members.subList(0, FLOODERS);
        List<Member> honest = members.subList(FLOODERS, PEERS);
        Set<Address> theirs = new TreeSet<>();
        flooders.forEach(each -> theirs.add(each.address()));

        Tally before = talk("before", honest);
        awaitAll(before);
        long began = System.nanoTime();
        Future<?> flood = clock.scheduleWithFixedDelay(
                () -> flooders.forEach(each -> each.flood(MOST_AT_ONCE)), 0, FLOOD_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        Tally during = talk("during", honest);
        await().atMost(PATIENCE).until(() -> named.containsAll(theirs));
        flood.cancel(false);
        long millis = (System.nanoTime() - began) / 1_000_000;
        awaitAll(during);
        await().atMost(PATIENCE).until(() -> isQuiet.containsAll(theirs));
        Tally after = talk("after", honest);
        awaitAll(after);

        System.out.printf(
                "before: %s%nduring: %s%nafter: %s%nflooded %d messages in %d ms; %d messages were not taken at once%n",
                before,
                during,
                after,
                flooders.stream().mapToLong(each -> each.floodSaid.get()).sum(),
                millis,
                notTaken.sum());
        assertThat(named).isEqualTo(theirs);
        assertThat(cut).isEmpty();
        await().atMost(PATIENCE).untilAsserted(this::isWhole);
    }

    @Test
    void what_the_others_say_gets_everywhere_while_two_say_a_hundred_times_as_much_by_all_their_links()
            throws Exception {
        List<Member> honest = members.subList(FLOODERS, PEERS);

        Tally before = talk("before", honest);
        awaitAll(before);
        Future<?> flood = clock.scheduleAtFixedRate(
                () -> members.subList(0, FLOODERS).forEach(each -> each.flood(1)),
                0,
                HUNDREDFOLD_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
        Tally first = talk("at first", honest);
        awaitAll(first);
        Tally then = talk("then", honest);
        awaitAll(then);
        flood.cancel(false);

        System.out.printf("before: %s%nat first: %s%nthen: %s%n", before, first, then);
        assertThat(cut).isEmpty();
        await().atMost(PATIENCE).untilAsserted(this::isWhole);
    }

    /** Each says something each round; returns when all is said. */
    private Tally talk(String when, List<Member> honest) throws Exception {
        Tally now = new Tally();
        tally = now;
        CompletableFuture<Void> isSaid = new CompletableFuture<>();
        AtomicInteger round = new AtomicInteger();
        Future<?> talking = clock.scheduleAtFixedRate(
                () -> {
                    int number = round.incrementAndGet();
                    if (number > ROUNDS) {
                        isSaid.complete(null);
                    } else {
                        honest.forEach(each -> each.say(when + " " + number + " of " + each.address()));
                    }
                },
                0,
                ROUND_MILLIS,
                TimeUnit.MILLISECONDS);
        isSaid.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        talking.cancel(false);
        return now;
    }

    /** Until all have all of it, once. */
    private static void awaitAll(Tally some) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            int owed = some.said.size() * (PEERS - 1);
            assertThat(some.handed.size()).isEqualTo(owed);
        });
        assertThat(some.handed.values()).containsOnly(1);
    }

    private void told(Fact fact) {
        if (fact instanceof Fact.OriginsFlooding flooding) {
            named.addAll(flooding.origins());
        } else if (fact instanceof Fact.FloodingOver over) {
            isQuiet.addAll(over.origins());
        } else if (fact instanceof Fact.NeighbourDead
                || fact instanceof Fact.PeerRemoved
                || fact instanceof Fact.ConnectionEnded
                || fact instanceof Fact.TurnedAway) {
            cut.add(FactLine.of(fact));
        }
    }

    /** The peers are one component by their own answers, and each seed lists them all. */
    private void isWhole() throws IOException {
        List<OverlayChecker.Answers> answers = new ArrayList<>();
        for (Member member : members) {
            answers.add(new OverlayChecker.Answers(question.status(member.address()), question.who(member.address())));
        }
        Overlay overlay = OverlayChecker.check(answers);
        assertThat(overlay.isWhole()).as("%s", overlay).isTrue();
        Map<Address, Integer> degrees = new TreeMap<>();
        for (Member member : members) {
            degrees.put(member.address(), overlay.degree(member.address()));
        }
        for (Address seed : seedAddresses) {
            Map<Address, Integer> listed = new TreeMap<>();
            question.who(seed).lines().map(OverlayChecker::fields).forEach(row -> {
                listed.put(Address.parse(row.get("peer")), Integer.valueOf(row.get("degree")));
            });
            assertThat(listed).isEqualTo(degrees);
        }
    }
}
