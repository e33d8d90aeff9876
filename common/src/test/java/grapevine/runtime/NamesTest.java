package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What names lead to; the lane is this thread, and its time passes when a test says so. */
class NamesTest {
    private static final Place ONE = Place.parse("one.test:5000");
    private static final Place SET = Place.parseSeed("set.test:5000*");
    private static final Place TWO = Place.parse("two.test:5000");

    private final Map<String, List<String>> known = new HashMap<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<List<Address>> led = new ArrayList<>();
    private final Turns turns = new Turns();
    private final CountDownLatch never = new CountDownLatch(1);
    private Names names = of(ONE);

    @AfterEach
    void close() {
        never.countDown();
    }

    @Test
    void a_name_leads_to_the_first_of_its_addresses_and_to_the_next_when_nobody_answers_there() throws Exception {
        known.put("one.test", List.of("10.0.0.1", "10.0.0.2"));
        names.start();
        turns.take(2);

        names.failed(at("10.0.0.1"));
        turns.take(2);
        turns.pass(Names.ROUND_MS);
        turns.take(1);
        names.failed(at("10.0.0.2"));
        turns.take(2);

        assertThat(led).containsExactly(List.of(at("10.0.0.1")), List.of(at("10.0.0.2")), List.of(at("10.0.0.1")));
    }

    @Test
    void a_name_of_which_no_address_answers_leads_to_each_once_in_a_round() throws Exception {
        known.put("one.test", List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"));
        names.start();
        turns.take(2);

        for (int dial = 0; dial < 100; dial++) {
            names.failed(names.of(List.of(ONE)).get(0));
            turns.takeAll();
        }

        assertThat(led).containsExactly(List.of(at("10.0.0.1")), List.of(at("10.0.0.2")), List.of(at("10.0.0.3")));
        turns.pass(Names.ROUND_MS);
        names.failed(at("10.0.0.3"));
        turns.takeAll();
        assertThat(led.get(led.size() - 1)).as("in the next").containsExactly(at("10.0.0.1"));
    }

    @Test
    void it_stays_where_it_led_as_long_as_the_name_leads_there_in_whatever_order_and_follows_it_elsewhere()
            throws Exception {
        known.put("one.test", List.of("10.0.0.1", "10.0.0.2"));
        names.start();
        turns.take(2);
        known.put("one.test", List.of("10.0.0.2", "10.0.0.1"));
        turns.pass(Names.ROUND_MS);
        turns.take(1);
        known.put("one.test", List.of("10.0.0.9"));
        turns.pass(Names.ROUND_MS);
        turns.take(1);

        assertThat(led.get(0)).isEqualTo(List.of(at("10.0.0.1")));
        assertThat(led.get(led.size() - 2)).isEqualTo(List.of(at("10.0.0.1")));
        assertThat(led.get(led.size() - 1)).isEqualTo(List.of(at("10.0.0.9")));
        assertThat(facts)
                .containsExactly(
                        new Fact.NameLeads("one.test:5000", at("10.0.0.1"), 2),
                        new Fact.NameLeads("one.test:5000", at("10.0.0.9"), 1));
    }

    @Test
    void a_name_that_leads_to_the_node_itself_leads_to_another_of_its_addresses_or_to_nobody() throws Exception {
        known.put("one.test", List.of("10.0.0.1", "10.0.0.2"));
        names.start();
        turns.take(2);

        names.isSelf(at("10.0.0.1"));
        turns.take(1);
        names.failed(at("10.0.0.2"));
        turns.take(1);
        known.put("one.test", List.of("10.0.0.1"));
        turns.pass(Names.ROUND_MS);
        turns.take(1);
        known.put("one.test", List.of("10.0.0.1", "10.0.0.3"));
        turns.pass(Names.ROUND_MS);
        turns.take(1);

        assertThat(led)
                .containsExactly(List.of(at("10.0.0.1")), List.of(at("10.0.0.2")), List.of(), List.of(at("10.0.0.3")));
        assertThat(facts).filteredOn(Fact.NameUnknown.class::isInstance).isEmpty();
    }

    @Test
    void an_unknown_name_is_said_once_asked_for_again_and_keeps_the_others_waiting_for_nothing() throws Exception {
        names = of(ONE, TWO);
        known.put("two.test", List.of("10.0.0.2"));
        names.start();
        turns.take(3);
        turns.pass(Names.ROUND_MS);
        turns.take(2);
        known.put("one.test", List.of("10.0.0.1"));
        turns.pass(Names.ROUND_MS);
        turns.take(2);

        assertThat(led.get(0)).containsExactly(at("10.0.0.2"));
        assertThat(led.get(led.size() - 1)).containsExactly(at("10.0.0.1"), at("10.0.0.2"));
        assertThat(facts)
                .filteredOn(Fact.NameUnknown.class::isInstance)
                .containsExactly(new Fact.NameUnknown("one.test:5000", "unknown host"));
    }

    @Test
    void two_seeds_that_are_one_are_said_to_be_once() throws Exception {
        Place numeric = Place.parse("10.0.0.1:5000");
        names = of(numeric, ONE, TWO);
        known.put("one.test", List.of("10.0.0.1"));
        known.put("two.test", List.of("10.0.0.2"));
        names.start();
        turns.take(3);
        facts.clear();

        assertThat(names.ofSeeds(List.of(numeric, ONE, TWO)).addresses())
                .containsExactly(at("10.0.0.1"), at("10.0.0.2"));
        assertThat(names.ofSeeds(List.of(numeric, ONE, TWO)).count()).isEqualTo(3);

        assertThat(facts)
                .containsExactly(new Fact.SettingDoubtful(
                        "10.0.0.1:5000 and one.test:5000 are one seed, 10.0.0.1:5000, and counted"
                                + " as two: a majority of all may be out of reach"));
    }

    @Test
    void a_set_is_all_that_its_name_leads_to_in_whatever_order_and_so_many_seeds() throws Exception {
        names = of(SET);
        assertThat(names.ofSeeds(List.of(SET))).as("unknown yet").isEqualTo(new Names.Seeds(List.of(), 1));
        known.put("set.test", List.of("10.0.0.2", "10.0.0.1"));
        names.start();
        turns.take(2);
        known.put("set.test", List.of("10.0.0.1", "10.0.0.2"));
        turns.pass(Names.ROUND_MS);
        turns.take(1);
        known.put("set.test", List.of("10.0.0.3", "10.0.0.1", "10.0.0.2"));
        turns.pass(Names.ROUND_MS);
        turns.take(1);
        known.remove("set.test");
        turns.pass(Names.ROUND_MS);
        turns.take(1);

        assertThat(led)
                .containsExactly(
                        List.of(at("10.0.0.1"), at("10.0.0.2")),
                        List.of(at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3")));
        assertThat(names.ofSeeds(List.of(SET)).count()).isEqualTo(3);
    }

    @Test
    void a_set_is_looked_up_again_when_one_of_it_does_not_answer() throws Exception {
        names = of(SET);
        known.put("set.test", List.of("10.0.0.1", "10.0.0.2"));
        names.start();
        turns.take(2);
        known.put("set.test", List.of("10.0.0.1", "10.0.0.3"));

        names.failed(at("10.0.0.2"));
        turns.take(1);

        assertThat(led.get(led.size() - 1)).containsExactly(at("10.0.0.1"), at("10.0.0.3"));
    }

    @Test
    void of_too_large_a_set_the_first_are_taken_and_that_is_said_once() throws Exception {
        names = of(SET);
        known.put(
                "set.test",
                IntStream.range(0, 1030)
                        .mapToObj(i -> "10.0." + i / 256 + "." + i % 256)
                        .toList());
        names.start();
        turns.take(2);
        turns.pass(Names.ROUND_MS);
        turns.take(1);

        assertThat(names.ofSeeds(List.of(SET)).count()).isEqualTo(1024);
        assertThat(facts)
                .filteredOn(Fact.SettingDoubtful.class::isInstance)
                .containsExactly(new Fact.SettingDoubtful(
                        "set.test:5000* leads to 1030 addresses, of which 1024 are taken for seeds"));
    }

    @Test
    void who_is_in_a_set_and_in_a_line_or_in_two_sets_is_one_seed() throws Exception {
        Place numeric = Place.parse("10.0.0.1:5000");
        Place another = Place.parseSeed("more.test:5000*");
        List<Place> seeds = List.of(SET, numeric, ONE, another);
        names = of(SET, numeric, ONE, another);
        known.put("set.test", List.of("10.0.0.1", "10.0.0.2"));
        known.put("more.test", List.of("10.0.0.2", "10.0.0.3"));
        names.start();
        turns.take(4);
        facts.clear();

        Names.Seeds found = names.ofSeeds(seeds);
        names.ofSeeds(seeds);

        assertThat(found.addresses()).containsExactlyInAnyOrder(at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3"));
        assertThat(found.count()).as("with one.test, which leads nowhere yet").isEqualTo(4);
        assertThat(facts).as("said once").containsExactly(new Fact.SeedsFound(4, found.addresses(), 3));
    }

    @Test
    void names_may_be_added_and_removed_and_are_looked_up_in_between() throws Exception {
        names = of(ONE, TWO);
        names.remove(List.of(ONE, TWO), 0);
        known.put("one.test", List.of("10.0.0.1"));
        known.put("two.test", List.of("10.0.0.2"));
        names.start();
        turns.take(1);
        turns.pass(Names.ROUND_MS);
        assertThat(led).as("nothing to wait for").containsExactly(List.of());

        names.add(List.of(ONE));
        names.add(List.of(ONE, TWO));
        turns.take(2);
        known.put("two.test", List.of("10.0.0.3"));
        turns.pass(Names.ROUND_MS);
        turns.take(2);
        names.remove(List.of(ONE), 0);
        turns.pass(Names.ROUND_MS);
        turns.take(1);

        assertThat(led.get(2)).containsExactly(at("10.0.0.1"), at("10.0.0.2"));
        assertThat(led.get(led.size() - 2)).containsExactly(at("10.0.0.1"), at("10.0.0.3"));
        assertThat(led.get(led.size() - 1)).containsExactly(at("10.0.0.3"));
        assertThat(turns.asides).isEqualTo(5);
    }

    @Test
    void of_a_name_that_is_removed_nothing_is_said_any_more() throws Exception {
        known.put("one.test", List.of("10.0.0.1", "10.0.0.2"));
        names.start();
        turns.take(2);

        names.failed(at("10.0.0.1"));
        names.isSelf(at("10.0.0.1"));
        names.remove(List.of(ONE), 0);
        turns.takeAll();

        assertThat(facts).containsExactly(new Fact.NameLeads("one.test:5000", at("10.0.0.1"), 2));
        assertThat(led.get(led.size() - 1)).isEmpty();
    }

    @Test
    void who_does_not_answer_in_time_is_not_waited_for() throws Exception {
        names = of(Place.parse("hangs.test:5000"), TWO);
        known.put("two.test", List.of("10.0.0.2"));
        names.start();
        turns.take(2);
        assertThat(led).isEmpty();

        turns.pass(Lookups.DEADLINE_MS);

        assertThat(led).containsExactly(List.of(at("10.0.0.2")));
        assertThat(facts).contains(new Fact.NameUnknown("hangs.test:5000", "no answer in 3000 ms"));
    }

    @Test
    void names_whose_servers_are_gone_keep_no_other_from_being_looked_up_in_time() throws Exception {
        names = of(hanging(4), TWO);
        known.put("two.test", List.of("10.0.0.2"));
        names.start();
        turns.take(1);

        turns.pass(Lookups.MOMENT_MS);
        turns.take(1);
        turns.pass(Lookups.DEADLINE_MS);

        assertThat(led).containsExactly(List.of(at("10.0.0.2")));
        assertThat(facts).filteredOn(Fact.NameUnknown.class::isInstance).hasSize(4);
    }

    @Test
    void there_are_no_more_threads_than_a_few_and_what_was_not_asked_is_not_said_to_be_unknown() throws Exception {
        names = of(hanging(Lookups.MOST_THREADS + 1), TWO);
        known.put("two.test", List.of("10.0.0.2"));
        names.start();
        turns.take(1);

        turns.pass(Lookups.DEADLINE_MS);

        assertThat(turns.asides).isEqualTo(Lookups.MOST_THREADS);
        assertThat(led).as("begun without").containsExactly(List.of());
        assertThat(facts).filteredOn(Fact.NameUnknown.class::isInstance).hasSize(Lookups.MOST_THREADS);
        never.countDown();
        turns.take(Lookups.MOST_THREADS + 2);
        assertThat(led.get(led.size() - 1)).containsExactly(at("10.0.0.2"));
    }

    @Test
    void a_resolver_that_fails_in_whatever_way_knows_nothing_and_is_asked_again() throws Exception {
        names = of(Place.parse("bug.test:5000"));
        names.start();
        turns.take(2);
        assertThat(facts).containsExactly(new Fact.NameUnknown("bug.test:5000", "unknown host"));

        known.put("bug.test", List.of("10.0.0.1"));
        turns.pass(Names.ROUND_MS);
        turns.take(1);

        assertThat(led.get(led.size() - 1)).containsExactly(at("10.0.0.1"));
    }

    private Names of(List<Place> some, Place another) {
        return of(Stream.concat(some.stream(), Stream.of(another)).toArray(Place[]::new));
    }

    private static List<Place> hanging(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Place.parse("hangs" + number + ".test:5000"))
                .toList();
    }

    private Names of(Place... places) {
        List<Place> all = List.of(places);
        return new Names(
                all, "names-under-test", this::resolve, turns, facts::add, (found, now) -> led.add(found.of(all)));
    }

    private List<Ip> resolve(String name) throws UnknownHostException {
        if (name.startsWith("hangs")) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (known) {
            List<String> all = known.get(name);
            if (all == null && name.equals("bug.test")) {
                throw new IllegalStateException(name);
            }
            if (all == null) {
                throw new UnknownHostException(name);
            }
            return all.stream().map(Ip::parse).toList();
        }
    }

    private static Address at(String ip) {
        return new Address(Ip.parse(ip), 5000);
    }

    private static final class Turns implements Names.Turns {
        private record Later(long at, LongConsumer job) {}

        private final BlockingQueue<LongConsumer> jobs = new LinkedBlockingQueue<>();
        private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::at));
        private long now;
        private int asides;

        @Override
        public void insist(LongConsumer job) {
            jobs.add(job);
        }

        @Override
        public void insistIn(long millis, LongConsumer job) {
            if (millis == 0) {
                jobs.add(job);
            } else {
                later.add(new Later(now + millis, job));
            }
        }

        @Override
        public void aside(String name, Runnable job) {
            asides++;
            Thread thread = new Thread(job, name);
            thread.setDaemon(true);
            thread.start();
        }

        /** Runs so many jobs, and waits for them. */
        void take(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                LongConsumer job = jobs.poll(20, TimeUnit.SECONDS);
                assertThat(job).as("job %d of %d", i + 1, count).isNotNull();
                job.accept(now);
            }
        }

        /** Runs what is there, and what that asks for, but waits for nobody who looks up. */
        void takeAll() {
            for (LongConsumer job = jobs.poll(); job != null; job = jobs.poll()) {
                job.accept(now);
            }
        }

        void pass(long millis) {
            long end = now + millis;
            while (!later.isEmpty() && later.peek().at() <= end) {
                Later next = later.poll();
                now = next.at();
                next.job().accept(now);
            }
            now = end;
        }
    }
}
