package grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.bench.system.Contender;
import grapevine.bench.system.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The driver, the verifier and a real network together: small, and on real sockets. Slow, as it wants the machine to
 * itself: what is late by ten seconds is missing.
 */
@Tag("slow")
class FairnessTest {
    private static final int NODES = 6;

    @ParameterizedTest
    @EnumSource(names = {"FLOOR_FLOOD", "FLOOR_TREE", "GRAPEVINE_TREE", "GRAPEVINE_FLOOD", "GRAPEVINE_KEYS", "JEROMQ"})
    void every_broadcast_is_at_every_node_once(Entrant entrant) throws Exception {
        Verifier verifier = new Verifier(NODES);
        try (Contender contender = entrant.make()) {
            Driver driver = new Driver(contender, verifier, new Meter(contender), new Driver.Plan(NODES, 64, 64));
            contender.form(NODES, verifier, Deadline.in(Duration.ofSeconds(30)));

            driver.greet();
            long singles = driver.singles(50).getTotalCount();
            Load one = driver.one(Duration.ofMillis(200));
            Load all = driver.all(Duration.ofMillis(200), 2);

            assertThat(singles).isEqualTo(50);
            assertThat(one.deliveries()).isPositive();
            assertThat(all.deliveries()).isPositive();
            assertThat(verifier.sum(Ledger::missing)).isZero();
            assertThat(verifier.sum(Ledger::doubled)).isZero();
            assertThat(verifier.corrupt()).isZero();
        }
    }
}
