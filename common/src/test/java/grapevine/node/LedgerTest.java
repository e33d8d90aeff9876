package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Limits;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node saw of others, and for how long it knows. */
class LedgerTest {
    private static final Address SELF = Address.parse("127.0.0.1:6500");
    private static final Address ONE = Address.parse("127.0.0.1:6001");

    private final Ledger ledger = new Ledger(3);

    @Test
    void what_was_seen_of_one_is_told_in_its_order_with_how_long_ago_it_was() {
        ledger.note(1_000, ONE, new Fact.LinkLost(ONE, "connection reset", 2));
        ledger.note(1_000, at(2), new Fact.Redialled(at(2), "alive"));
        ledger.note(1_250, ONE, new Fact.Redialled(ONE, "gone"));

        assertThat(ledger.tell(ONE, SELF, 2_000))
                .isEqualTo("ago_ms=1000 event=link_lost neighbour=127.0.0.1:6001 why=\"connection reset\" links=2\n"
                        + "ago_ms=750 event=redialled neighbour=127.0.0.1:6001 outcome=gone\n");
        assertThat(ledger.tell(at(3), SELF, 2_000)).isEmpty();
    }

    @Test
    void of_one_kind_in_a_row_the_first_three_and_the_last_stay() {
        for (int missed = 1; missed <= 10; missed++) {
            ledger.note(missed, ONE, new Fact.PingMissed(ONE, missed, 0));
        }
        ledger.note(11, ONE, new Fact.NeighbourTrusted(ONE, "heard", 10));
        ledger.note(12, ONE, new Fact.PingMissed(ONE, 1, 0));

        assertThat(ledger.tell(ONE, SELF, 12).lines())
                .extracting(line -> line.replaceFirst(" neighbour=.*missed", " missed"))
                .containsExactly(
                        "ago_ms=11 event=ping_missed missed=1 silent_for_ms=0",
                        "ago_ms=10 event=ping_missed missed=2 silent_for_ms=0",
                        "ago_ms=9 event=ping_missed missed=3 silent_for_ms=0",
                        "ago_ms=2 times=7 event=ping_missed missed=10 silent_for_ms=0",
                        "ago_ms=1 event=neighbour_trusted missed=10",
                        "ago_ms=0 event=ping_missed missed=1 silent_for_ms=0");
    }

    @Test
    void of_one_the_last_facts_are_kept() {
        for (int i = 0; i < 100; i++) {
            ledger.note(2 * i, ONE, new Fact.PingMissed(ONE, i, 0));
            ledger.note(2 * i + 1, ONE, new Fact.NeighbourTrusted(ONE, "heard", i));
        }

        assertThat(ledger.tell(ONE, SELF, 200).lines())
                .hasSize(Ledger.MOST_FACTS)
                .last()
                .asString()
                .endsWith("missed=99");
    }

    @Test
    void the_one_of_whom_nothing_came_for_longest_goes() {
        for (int port = 1; port <= 3; port++) {
            ledger.note(port, at(port), new Fact.Redialled(at(port), "silent"));
        }
        ledger.note(4, at(1), new Fact.Redialled(at(1), "gone"));
        ledger.note(5, at(4), new Fact.Redialled(at(4), "gone"));

        assertThat(ledger.subjects()).isEqualTo(3);
        assertThat(ledger.hasNoted(at(2))).isFalse();
        assertThat(ledger.tell(at(1), SELF, 5)).hasLineCount(2);
    }

    @Test
    void a_pause_of_the_node_itself_is_told_among_what_it_saw_meanwhile() {
        ledger.note(0, SELF, new Fact.Paused(5_000));
        ledger.note(100_000, ONE, new Fact.PingMissed(ONE, 1, 15_000));
        ledger.note(110_000, SELF, new Fact.Paused(9_000));
        ledger.note(120_000, ONE, new Fact.PingMissed(ONE, 2, 35_000));

        assertThat(ledger.tell(ONE, SELF, 120_000).lines())
                .containsExactly(
                        "ago_ms=20000 event=ping_missed neighbour=127.0.0.1:6001 missed=1 silent_for_ms=15000",
                        "ago_ms=10000 event=paused for_ms=9000",
                        "ago_ms=0 event=ping_missed neighbour=127.0.0.1:6001 missed=2 silent_for_ms=35000");
        assertThat(ledger.tell(SELF, SELF, 120_000)).hasLineCount(2);
        assertThat(ledger.tell(at(9), SELF, 120_000)).isEmpty();
    }

    @Test
    void the_longest_answer_fits_a_body() {
        Address long1 = Address.parse("[2001:db8:1111:2222:3333:4444:5555:6666]:65535");
        List<Address> reporters = Collections.nCopies(16, long1);
        for (int i = 0; i < 50; i++) {
            ledger.note(i, i % 2 == 0 ? long1 : SELF, new Fact.Quarrel(long1, reporters));
            ledger.note(i, i % 2 == 0 ? long1 : SELF, new Fact.Paused(Long.MAX_VALUE));
        }

        assertThat(ledger.tell(long1, SELF, Long.MAX_VALUE))
                .hasLineCount(2 * Ledger.MOST_FACTS)
                .hasSizeLessThan(Limits.BODY - 1024);
    }

    private static Address at(int number) {
        return Address.parse("127.0.0.1:" + (6000 + number));
    }
}
