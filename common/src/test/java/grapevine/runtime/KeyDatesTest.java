package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysFixture;
import grapevine.keys.LiveKeys;
import grapevine.keys.NetworkKeys;
import grapevine.node.Fact;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyDatesTest {
    @TempDir
    private static Path folder;

    private static LiveKeys alice;

    @BeforeAll
    static void makeKeys() throws Exception {
        alice = KeysFixture.keys(NetworkKeys.make(folder.resolve("mine")), "alice", KeyRole.PEER);
    }

    private static Instant end() {
        return alice.now().certificate().getNotAfter().toInstant();
    }

    @Test
    void nothing_is_said_more_than_thirty_days_before() {
        assertThat(KeyDates.due(alice.now(), end().minus(Duration.ofDays(30)).minusSeconds(1)))
                .isEmpty();
    }

    @Test
    void from_thirty_days_before_on_it_is_said_how_many_are_left_and_how_long_it_has_run_out() {
        assertThat(KeyDates.due(alice.now(), end().minus(Duration.ofDays(30))))
                .containsExactly(new Fact.CertificateEnds("alice", end().toString(), 30));
        assertThat(KeyDates.due(alice.now(), end().minusSeconds(1)))
                .containsExactly(new Fact.CertificateEnds("alice", end().toString(), 0));
        assertThat(KeyDates.due(alice.now(), end().plusSeconds(1)))
                .containsExactly(new Fact.CertificateEnds("alice", end().toString(), -1));
    }

    @Test
    void that_of_the_network_is_spoken_of_too() {
        Instant networks = alice.now().network().getNotAfter().toInstant();

        assertThat(KeyDates.due(alice.now(), networks))
                .contains(new Fact.CertificateEnds("network", networks.toString(), 0));
    }

    @Test
    void a_node_says_it_when_it_starts() {
        List<Fact> facts = new CopyOnWriteArrayList<>();
        try (Stage stage = Stage.withEpoll()) {
            stage.actor(settings -> settings.keys(alice).facts(facts::add));

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(facts)
                            .anyMatch(fact -> fact instanceof Fact.CertificateEnds ends
                                    && ends.of().equals("alice")
                                    && ends.days() == 29));
        }
    }
}
