package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, ages and versions: the orders that everything rests on. */
class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:6001, 127.0.0.1:6001",
        "[::1]:65535, [::1]:65535",
        "[::ffff:10.0.0.7]:1, 10.0.0.7:1",
        "[2001:DB8:0::1]:80, [2001:db8::1]:80"
    })
    void an_address_has_one_text(String written, String text) {
        assertThat(Address.parse(written)).hasToString(text).isEqualTo(Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
                        "127.0.0.1:1x",
                "127.0.0.1:100000", "::1:6001", "[::1]", ":6001", "", "localhost:6001", "1.2.3.4:٣"
            })
    void a_bad_address_is_named(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotEmpty();
    }

    @Test
    void a_port_out_of_range_is_named_with_the_range() {
        assertThatThrownBy(() -> Address.parse("127.0.0.1:70000")).hasMessage("port=70000 is outside 1..65535");
        assertThatThrownBy(() -> Address.parse("::1:6001"))
                .hasMessage("\"::1:6001\": an IPv6 address stands in brackets, [ip]:port");
    }

    @Test
    void addresses_are_ordered_by_ip_then_port() {
        assertThat(List.of("9.0.0.1:1", "10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:10", "[1::]:1").stream()
                        .map(Address::parse)
                        .toList())
                .isSorted();
    }

    @Test
    void the_order_of_ages_is_total_by_age_then_address() {
        Entry first = new Entry(Address.parse("127.0.0.1:2"), 0, 5, 1);
        Entry second = new Entry(Address.parse("127.0.0.1:1"), 0, 6, 1);
        Entry third = new Entry(Address.parse("127.0.0.1:10"), 9, 6, 1);
        List<Entry> inOrder = List.of(first, second, third);

        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                Entry a = inOrder.get(i);
                Entry b = inOrder.get(j);
                assertThat(a.isOlderThan(b.age(), b.address()))
                        .as(a + " before " + b)
                        .isEqualTo(i < j);
            }
        }
    }

    @Test
    void of_two_registrations_at_most_one_is_newer_and_newer_is_transitive() {
        List<Registration> all = versions();

        for (Registration a : all) {
            assertThat(a.isNewerThan(a)).isFalse();
            for (Registration b : all) {
                assertThat(a.isNewerThan(b) && b.isNewerThan(a)).isFalse();
                for (Registration c : all) {
                    assertThat(!(a.isNewerThan(b) && b.isNewerThan(c)) || a.isNewerThan(c))
                            .as(a + " " + b + " " + c)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void the_epoch_decides_then_the_revision_then_being_gone() {
        assertThat(version(2, 1, Registration.State.ALIVE).isNewerThan(version(1, 9, Registration.State.DEAD)))
                .isTrue();
        assertThat(version(1, 2, Registration.State.ALIVE).isNewerThan(version(1, 1, Registration.State.LEFT)))
                .isTrue();
        assertThat(version(1, 1, Registration.State.LEFT).isNewerThan(version(1, 1, Registration.State.ALIVE)))
                .isTrue();
        assertThat(version(1, 1, Registration.State.LEFT).isNewerThan(version(1, 1, Registration.State.DEAD)))
                .isFalse();
        assertThat(version(1, 1, Registration.State.ALIVE).isNewerThan(version(1, 1, Registration.State.DEAD)))
                .isFalse();
    }

    @Test
    void values_refuse_what_breaks_their_rule() {
        assertThatThrownBy(() -> new Entry(Samples.A, -1, 0, 0)).hasMessageContaining("degree=-1");
        assertThatThrownBy(() -> new Entry(Samples.A, 0, -1, 0)).hasMessageContaining("age=-1");
        assertThatThrownBy(() -> new Registration(Samples.OLD, -1, 0, Registration.State.ALIVE))
                .hasMessageContaining("revision=-1");
        assertThatThrownBy(() -> new Registration(Samples.OLD, 0, -1, Registration.State.ALIVE))
                .hasMessageContaining("remaining=-1");
        assertThatThrownBy(() -> new Address(Samples.A.ip(), 0)).hasMessage("port=0 is outside 1..65535");
    }

    private static List<Registration> versions() {
        List<Registration> all = new ArrayList<>();
        for (long epoch = 1; epoch <= 3; epoch++) {
            for (long revision = 1; revision <= 3; revision++) {
                for (Registration.State state : Registration.State.values()) {
                    all.add(version(epoch, revision, state));
                }
            }
        }
        return all;
    }

    private static Registration version(long epoch, long revision, Registration.State state) {
        return new Registration(new Entry(Samples.A, 0, 1, epoch), revision, 1_000, state);
    }
}
