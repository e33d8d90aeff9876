package grapevine.peer.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import org.junit.jupiter.api.Test;

/** What counts as a round of dials. */
class OrphanageTest {
    private static final Address A = Address.parse("10.0.0.1:6000");
    private static final Address B = Address.parse("10.0.0.2:6000");
    private static final Address C = Address.parse("10.0.0.3:6000");

    private final Orphanage orphanage = new Orphanage(0);

    @Test
    void dials_made_together_are_one_round() {
        orphanage.dials(A);
        orphanage.dials(B);

        assertThat(orphanage.round(A)).isEqualTo(1);
        assertThat(orphanage.round(B)).isEqualTo(1);
    }

    @Test
    void a_dial_under_way_at_the_loss_is_of_the_first_round() {
        assertThat(orphanage.round(A)).isEqualTo(1);
    }

    @Test
    void a_dial_in_the_place_of_another_is_of_the_round_after_that_ones_and_the_rest_stay_where_they_are() {
        orphanage.dials(A);
        orphanage.dials(B);

        orphanage.cameToNothing(B);
        orphanage.dials(C);
        orphanage.cameToNothing(C);
        orphanage.dials(B);

        assertThat(orphanage.round(A)).isEqualTo(1);
        assertThat(orphanage.round(B)).isEqualTo(3);
    }

    @Test
    void of_very_many_dials_those_beyond_the_limit_count_as_of_the_first_round() {
        orphanage.dials(A);
        orphanage.cameToNothing(A);
        for (int port = 1; port <= Orphanage.MOST + 1; port++) {
            orphanage.dials(new Address(B.ip(), port));
        }

        assertThat(orphanage.round(new Address(B.ip(), Orphanage.MOST))).isEqualTo(2);
        assertThat(orphanage.round(new Address(B.ip(), Orphanage.MOST + 1))).isEqualTo(1);

        orphanage.cameToNothing(new Address(B.ip(), Orphanage.MOST));
        orphanage.dials(A);
        orphanage.cameToNothing(new Address(B.ip(), Orphanage.MOST + 1));

        orphanage.cameToNothing(A);
        orphanage.dials(C);
        assertThat(orphanage.round(C)).isEqualTo(4);
    }

    @Test
    void with_nobody_left_to_dial_the_next_round_begins_when_there_is_somebody_again() {
        orphanage.dials(A);
        orphanage.cameToNothing(A);

        orphanage.dials(B);
        orphanage.dials(C);

        assertThat(orphanage.round(B)).isEqualTo(2);
        assertThat(orphanage.round(C)).isEqualTo(2);
    }
}
