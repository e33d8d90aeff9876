package grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Verifier verifier = new Verifier(3);
    private final Ledger ledger = verifier.begin(1);

    private void arrives(int node, int publisher, long n) {
        verifier.received(node, Payload.of(64, verifier.phase(), publisher, n));
    }

    @Test
    void what_is_at_all_others_is_not_missing() {
        ledger.publishing(0);

        arrives(1, 0, 0);
        arrives(2, 0, 0);

        assertThat(ledger.missing()).isZero();
        assertThat(ledger.delivered()).isEqualTo(2);
        assertThat(ledger.progress()).isEqualTo(1);
        assertThat(ledger.finishedAt(0)).isNotZero();
    }

    @Test
    void what_comes_twice_is_counted_once_and_as_doubled() {
        ledger.publishing(0);

        arrives(1, 0, 0);
        arrives(1, 0, 0);

        assertThat(ledger.delivered()).isEqualTo(1);
        assertThat(ledger.doubled()).isEqualTo(1);
        assertThat(ledger.missing()).isEqualTo(1);
        assertThat(ledger.finishedAt(0)).isZero();
    }

    @Test
    void what_a_node_is_told_to_miss_is_not_missing_and_not_delivered() {
        ledger.publishing(0);

        arrives(1, 0, 0);
        verifier.missed(2, 1);

        assertThat(ledger.missing()).isZero();
        assertThat(ledger.told()).isEqualTo(1);
        assertThat(ledger.delivered()).isEqualTo(1);
        assertThat(ledger.progress()).isEqualTo(1);
    }

    @Test
    void what_a_node_hears_of_itself_does_not_count() {
        ledger.publishing(0);

        arrives(0, 0, 0);

        assertThat(ledger.delivered()).isZero();
        assertThat(ledger.doubled()).isZero();
        assertThat(ledger.missing()).isEqualTo(2);
    }

    @Test
    void a_payload_with_one_bit_turned_is_corrupt_and_not_delivered() {
        ledger.publishing(0);
        byte[] payload = Payload.of(64, verifier.phase(), 0, 0);
        payload[40] ^= 1;

        verifier.received(1, payload);

        assertThat(verifier.corrupt()).isEqualTo(1);
        assertThat(ledger.delivered()).isZero();
    }

    @Test
    void what_comes_late_is_entered_where_it_was_published() {
        ledger.publishing(0);
        byte[] late = Payload.of(64, verifier.phase(), 0, 0);
        Ledger next = verifier.begin(0);

        verifier.received(1, late);

        assertThat(ledger.delivered()).isEqualTo(1);
        assertThat(next.delivered()).isZero();
    }

    @Test
    void a_refused_publication_is_owed_to_nobody() {
        ledger.publishing(0);
        ledger.refused(0);

        assertThat(ledger.published()).isZero();
        assertThat(ledger.missing()).isZero();
    }

    @Test
    void numbers_far_apart_are_marked_one_by_one() {
        Marks marks = new Marks();

        for (long n : new long[] {0, 63, 64, 8191, 8192, 1_000_000}) {
            assertThat(marks.mark(n)).as("%d", n).isTrue();
            assertThat(marks.mark(n)).as("%d again", n).isFalse();
        }
    }
}
