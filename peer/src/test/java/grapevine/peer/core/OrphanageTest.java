package grapevine.peer.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as a round of dials. */
class OrphanageTest {
    @Test
    void dials_made_together_are_one_round() {
        Orphanage orphanage = new Orphanage(0, 0);

        orphanage.dialled(4, 4);

        assertThat(orphanage.rounds()).isEqualTo(1);
    }

    @Test
    void dials_under_way_at_the_loss_are_the_first_round() {
        Orphanage orphanage = new Orphanage(0, 3);

        orphanage.dialled(1, 4);

        assertThat(orphanage.rounds()).isEqualTo(1);
    }

    @Test
    void the_next_round_begins_when_the_last_dial_of_the_one_before_has_failed() {
        Orphanage orphanage = new Orphanage(0, 0);
        orphanage.dialled(3, 3);

        orphanage.dialled(1, 3);
        orphanage.dialled(1, 3);
        assertThat(orphanage.rounds()).isEqualTo(1);

        orphanage.dialled(1, 3);
        assertThat(orphanage.rounds()).isEqualTo(2);
    }

    @Test
    void with_nobody_left_to_dial_a_round_begins_when_there_is_somebody_again() {
        Orphanage orphanage = new Orphanage(0, 0);
        orphanage.dialled(1, 1);

        orphanage.dialled(0, 0);
        assertThat(orphanage.rounds()).isEqualTo(1);

        orphanage.dialled(2, 2);
        assertThat(orphanage.rounds()).isEqualTo(2);
    }
}
