package grapevine.seed.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has to go of those that came from somewhere. */
class SourcesTest {
    private final Sources<Address> sources = new Sources<>(2, 5);

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.7", "2001:db8::1, 2001:db8::ffff:2"})
    void of_a_place_that_has_too_many_the_oldest_goes(String ip, String again) {
        sources.add(at(1), Ip.parse(ip));
        sources.add(at(2), Ip.parse(again));
        assertThat(sources.tooMany(Ip.parse(again))).isNull();

        sources.add(at(3), Ip.parse(again));

        assertThat(sources.tooMany(Ip.parse(again))).isEqualTo(at(1));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.8", "2001:db8:0:1::1, 2001:db8:0:2::1"})
    void places_have_their_own_share_each(String one, String other) {
        sources.add(at(1), Ip.parse(one));
        sources.add(at(2), Ip.parse(one));
        sources.add(at(3), Ip.parse(other));

        assertThat(sources.tooMany(Ip.parse(other))).isNull();
    }

    @Test
    void of_all_together_the_oldest_of_the_place_that_has_most_goes() {
        for (int i = 1; i <= 4; i++) {
            sources.add(at(i), Ip.parse("10.0.0." + i));
        }
        sources.add(at(5), Ip.parse("10.0.0.3"));
        sources.add(at(6), Ip.parse("10.0.0.6"));

        assertThat(sources.tooMany(Ip.parse("10.0.0.6"))).isEqualTo(at(3));
    }

    private static Address at(int port) {
        return new Address(Ip.LOOPBACK, port);
    }
}
