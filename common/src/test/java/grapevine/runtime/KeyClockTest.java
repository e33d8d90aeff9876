package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.node.Fact;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which clock a certificate is held to. */
class KeyClockTest {
    private static final Duration YEARS = Duration.ofDays(800);

    @TempDir
    private static Path folder;

    /** Valid from an hour ago for 30 days. */
    private static LiveKeys alice;

    /** The same for 300 days. */
    private static LiveKeys lasting;

    /** Ran out five days ago. */
    private static LiveKeys late;

    /** Begins in an hour. */
    private static LiveKeys soon;

    private final Instant now = Instant.now();

    @BeforeAll
    static void makeKeys() throws Exception {
        NetworkKeys network = NetworkKeys.make(folder.resolve("mine"));
        alice = KeysFixture.keys(network, "alice", KeyRole.PEER);
        Instant now = Instant.now();
        lasting = read(KeysFixture.valid(network, "lasting", KeyRole.PEER, now.minus(Duration.ofHours(1)), 300));
        late = read(KeysFixture.ranOut(network, "late", KeyRole.PEER));
        soon = read(KeysFixture.valid(network, "soon", KeyRole.PEER, now.plus(Duration.ofHours(1)), 30));
    }

    private static LiveKeys read(Path directory) throws Exception {
        return LiveKeys.read(directory, KeyRole.PEER);
    }

    private KeyClock clock(LiveKeys keys, Duration ahead) {
        return new KeyClock(keys, WrongClock.at(now.plus(ahead)));
    }

    private static X509Certificate its(LiveKeys keys) {
        return keys.now().certificate();
    }

    private static @Nullable String refusal(KeyClock by, LiveKeys of) {
        return by.refusal(lasting.now(), its(of));
    }

    private long shown(Duration ahead) {
        return now.plus(ahead).toEpochMilli();
    }

    @Test
    void a_right_clock_refuses_what_ran_out_and_nothing_that_begins_later() {
        KeyClock clock = clock(lasting, Duration.ZERO);

        assertThat(refusal(clock, late)).startsWith("the certificate of late ran out at ");
        assertThat(refusal(clock, soon)).isNull();
        assertThat(refusal(clock, alice)).isNull();
    }

    @Test
    void a_clock_that_is_behind_refuses_nobody_who_is_valid() {
        KeyClock clock = clock(lasting, Duration.ofDays(-20_000));

        assertThat(refusal(clock, alice)).isNull();
        assertThat(refusal(clock, soon)).isNull();
    }

    @Test
    void a_clock_beyond_the_own_certificate_refuses_nobody_but_who_ran_out_before_that_began() {
        KeyClock clock = clock(lasting, YEARS);

        assertThat(refusal(clock, alice)).isNull();
        assertThat(refusal(clock, late))
                .startsWith("the certificate of late ran out at ")
                .contains("the clock of lasting says "
                        + now.plus(YEARS).toString().substring(0, 13));
    }

    @Test
    void a_clock_that_is_ahead_goes_by_what_most_say_that_it_has_heard() {
        KeyClock clock = clock(lasting, Duration.ofDays(100));
        assertThat(refusal(clock, alice)).startsWith("the certificate of alice ran out at ");

        clock.heard("bob", shown(Duration.ZERO));
        clock.heard("carol", shown(Duration.ofSeconds(90)));

        assertThat(refusal(clock, alice)).isNull();
        assertThat(refusal(clock, late)).startsWith("the certificate of late ran out at ");
    }

    @Test
    void a_node_that_has_really_run_out_still_refuses_others_as_its_neighbours_clocks_agree() {
        KeyClock clock = clock(late, Duration.ZERO);
        assertThat(clock.refusal(late.now(), its(late)))
                .as("while nobody is heard")
                .isNull();

        clock.heard("bob", shown(Duration.ofSeconds(1)));

        assertThat(clock.refusal(late.now(), its(late))).startsWith("the certificate of late ran out at ");
        assertThat(clock.refusal(late.now(), its(alice))).isNull();
    }

    @Test
    void what_others_say_has_nobody_refused() {
        KeyClock clock = clock(lasting, Duration.ZERO);
        for (int i = 0; i < 20; i++) {
            clock.heard("liar" + i, shown(YEARS));
        }
        clock.heard("mad", Long.MAX_VALUE);

        assertThat(refusal(clock, alice)).isNull();
    }

    @Test
    void one_name_has_one_voice_and_neither_has_who_does_not_say_the_time() {
        KeyClock clock = clock(lasting, Duration.ZERO);
        clock.heard("bob", shown(Duration.ZERO));
        clock.heard("carol", shown(Duration.ZERO));
        for (int i = 0; i < 20; i++) {
            clock.heard("liar", shown(YEARS.negated()));
            clock.heard("silent" + i, 0);
        }

        assertThat(refusal(clock, late)).startsWith("the certificate of late ran out at ");
    }

    @Test
    void a_clock_that_is_set_wrong_by_a_step_is_seen_against_what_was_heard_before() {
        WrongClock machine = WrongClock.at(now);
        KeyClock clock = new KeyClock(lasting, machine);
        clock.heard("bob", shown(Duration.ZERO));
        clock.heard("carol", shown(Duration.ZERO));

        machine.set(now.plus(Duration.ofDays(100)));

        assertThat(refusal(clock, alice)).isNull();
    }

    @Test
    void that_the_clock_is_behind_is_said_once_until_it_was_set() {
        WrongClock machine = WrongClock.at(Instant.parse("1970-01-02T00:00:00.500Z"));
        KeyClock clock = new KeyClock(alice, machine);
        String from = its(alice).getNotBefore().toInstant().toString();

        assertThat(clock.begun()).isEqualTo(new Fact.ClockBehind("alice", from, "1970-01-02T00:00:00Z"));
        assertThat(clock.met(its(soon))).isNull();
        machine.set(now.plus(Duration.ofHours(2)));
        assertThat(clock.met(its(soon))).isNull();
        machine.set(now);
        assertThat(clock.met(its(alice))).isNull();
        assertThat(clock.met(its(soon))).isInstanceOf(Fact.ClockBehind.class);
    }
}
