package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.wire.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
    @ParameterizedTest
    @ValueSource(strings = {"seed1:5000", "seed-1.example.org:5000", "_grapevine.svc.local.:5000", "10.example:65535"})
    void a_name_is_kept_as_it_was_written(String text) {
        assertThat(Place.parse(text).address()).isNull();
        assertThat(Place.parse(text)).hasToString(text);
    }

    @Test
    void a_name_is_one_in_capitals_or_not() {
        assertThat(Place.parse("Seed1.Example.org:5000")).isEqualTo(Place.parse("seed1.example.org:5000"));
    }

    @Test
    void an_address_is_one_however_it_was_written() {
        assertThat(Place.parse("LOCALHOST:5000")).isEqualTo(Place.parse("127.0.0.1:5000"));
        assertThat(Place.parse("[::1]:5000").address()).isEqualTo(Address.parse("[::1]:5000"));
    }

    @Test
    void all_that_a_name_leads_to_may_be_seeds() {
        Place set = Place.parseSeed("Seeds.test:5000*");

        assertThat(set).hasToString("seeds.test:5000*").isNotEqualTo(Place.parse("seeds.test:5000"));
        assertThat(set.isSet()).isTrue();
        assertThat(Place.parseSeed("seeds.test:5000")).isEqualTo(Place.parse("seeds.test:5000"));
        assertThatThrownBy(() -> Place.parse("seeds.test:5000*")).hasMessageContaining("seeds.test:5000*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5000*", "[::1]:5000*", "localhost:5000*", "*", "5000*"})
    void an_address_is_no_set(String text) {
        assertThatThrownBy(() -> Place.parseSeed(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\": a * stands for all addresses of a name; expected name:port*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.256:5000",
                "1:5000",
                "seed1",
                "seed1:0",
                "seed1:70000",
                "-seed:5000",
                "a b:5000",
                "seed1:5000:1"
            })
    void what_is_neither_is_refused(String text) {
        assertThatThrownBy(() -> Place.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
