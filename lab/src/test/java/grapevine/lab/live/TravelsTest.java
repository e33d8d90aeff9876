package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Steps are numbered, bounded, and told from a number on. */
class TravelsTest {
    private final Travels travels = new Travels();

    @Test
    void each_step_says_who_brought_the_message_and_its_maker_how_it_begins() {
        travels.add(Traced.made(message(1, "x".repeat(100))), 0, 4);
        travels.add(Traced.came(message(1, "x".repeat(100)), 7001), 4, 7);

        assertThat(travels.after(0, 10)).hasSize(2);
        Travels.Step made = travels.after(0, 10).get(0);
        assertThat(made.number()).isEqualTo(1);
        assertThat(made.from()).isZero();
        assertThat(made.to()).isEqualTo(4);
        assertThat(made.text()).isEqualTo("x".repeat(60) + "…");
        Travels.Step came = travels.after(1, 10).get(0);
        assertThat(came.from()).isEqualTo(4);
        assertThat(came.to()).isEqualTo(7);
        assertThat(came.text()).isEmpty();
        assertThat(came.message()).isEqualTo(made.message());
        assertThat(travels.after(2, 10)).isEmpty();
    }

    @Test
    void bytes_that_are_no_text_and_characters_cut_in_two_are_shown_somehow() {
        travels.add(Traced.made(message(1, "🍇".repeat(60))), 0, 1);
        travels.add(Traced.made(message(2, "🍇".repeat(61))), 0, 1);
        assertThat(travels.after(0, 2).get(0).text()).isEqualTo("🍇".repeat(60));
        assertThat(travels.after(0, 2).get(1).text()).isEqualTo("🍇".repeat(60) + "…");
    }

    @Test
    void of_many_the_last_are_told_and_kept() {
        for (int i = 1; i <= Travels.MOST + 5; i++) {
            travels.add(Traced.came(message(i, "x"), 7001), 1, 2);
        }
        assertThat(travels.last()).isEqualTo(Travels.MOST + 5);
        assertThat(travels.after(0, Integer.MAX_VALUE)).hasSize(Travels.MOST);
        assertThat(travels.after(0, 3))
                .extracting(Travels.Step::number)
                .containsExactly(Travels.MOST + 3L, Travels.MOST + 4L, Travels.MOST + 5L);
    }

    private static Gossip message(long n, String text) {
        return Gossip.of(
                new Origin(Address.parse("127.0.0.1:7001"), 1),
                n,
                1000,
                new byte[0],
                text.getBytes(StandardCharsets.UTF_8));
    }
}
