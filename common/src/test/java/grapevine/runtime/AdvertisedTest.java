package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where others dial a node, as people say it. */
class AdvertisedTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7:6001",
        "10.0.0.7:7001, 10.0.0.7:7001",
        "fd00::7, [fd00::7]:6001",
        "[fd00::7], [fd00::7]:6001",
        "[fd00::7]:7001, [fd00::7]:7001",
        "localhost, 127.0.0.1:6001",
        "LOCALHOST:7001, 127.0.0.1:7001"
    })
    void an_ip_needs_nobody_to_be_asked_and_without_a_port_has_that_which_is_listened_on(String text, String address) {
        assertThat(Advertised.parse(text).known(6001)).isEqualTo(Address.parse(address));
    }

    @Test
    void a_name_is_looked_up_and_its_first_address_counts() throws IOException {
        Names.Resolver resolver = name -> {
            assertThat(name).isEqualTo("peer1.test");
            return List.of(Ip.parse("10.0.0.8"), Ip.parse("10.0.0.9"));
        };

        assertThat(Advertised.parse("Peer1.test").known(6001)).isNull();
        assertThat(Advertised.parse("Peer1.test").at(6001, resolver)).isEqualTo(Address.parse("10.0.0.8:6001"));
        assertThat(Advertised.parse("peer1.test:7001").at(6001, resolver)).isEqualTo(Address.parse("10.0.0.8:7001"));
        assertThatThrownBy(() -> Advertised.parse("peer2.test:7001").at(6001, name -> {
                    throw new UnknownHostException(name);
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("advertise: the name peer2.test leads nowhere");
    }

    @Test
    void a_loopback_address_counts_only_where_the_name_has_no_other() throws IOException {
        Ip own = Ip.parse("127.0.1.1");

        assertThat(Advertised.parse("peer1.test").at(6001, name -> List.of(own, Ip.parse("10.0.0.8"))))
                .isEqualTo(Address.parse("10.0.0.8:6001"));
        assertThat(Advertised.parse("peer1.test").at(6001, name -> List.of(own)))
                .isEqualTo(Address.parse("127.0.1.1:6001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "10.0.0.7:7001", "[fd00::7]:7001", "peer1.test", "peer1.test:7001"})
    void it_is_shown_as_it_was_written(String text) {
        assertThat(Advertised.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0.0.0.0",
                "0.0.0.0:7001",
                "224.0.0.1",
                "10.0.0.256",
                "10.0.0.7:0",
                "peer1:70000",
                "a b",
                ":1"
            })
    void what_nobody_can_dial_is_refused(String text) {
        assertThatThrownBy(() -> Advertised.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\"");
    }
}
