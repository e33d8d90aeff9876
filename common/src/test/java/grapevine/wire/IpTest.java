package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::ffff:1.2.3.4, 1.2.3.4",
        "[::FFFF:0102:0304], 1.2.3.4",
        "::, [::]",
        "::1, [::1]",
        "[::1], [::1]",
        "0:0:0:0:0:0:0:1, [::1]",
        "1::, [1::]",
        "2001:DB8::0001, [2001:db8::1]",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]",
        "2001:0:0:1:0:0:0:1, [2001:0:0:1::1]",
        "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]",
        "1:2:3:4:5:6:7:0, [1:2:3:4:5:6:7:0]",
        "1:0:0:4:5:6:7:8, [1::4:5:6:7:8]",
        "0:0:3:4:5:6:7:8, [::3:4:5:6:7:8]",
        "1:2:3:4:5:6:0:0, [1:2:3:4:5:6::]",
        "::1.2.3.4, [::102:304]"
    })
    void an_address_has_one_text_however_it_was_written(String written, String text) {
        assertThat(Ip.parse(written)).hasToString(text).isEqualTo(Ip.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.-4",
                "1.2.3.",
                "01.2.3.4",
                "1.2.3.04",
                "1..3.4",
                "1.2.3.4 ",
                "0x7f.1",
                "2130706433",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::12345",
                "::g",
                "fe80::1%eth0",
                "[::1",
                "::1]",
                "[]",
                "[localhost]",
                "::١",
                "1.2.3.٤",
                "1.2.3.4:"
            })
    void what_is_not_a_numeric_address_is_quoted(String text) {
        assertThatThrownBy(() -> Ip.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not a numeric IP address");
    }

    @Test
    void the_order_is_that_of_the_bytes_unsigned() {
        Stream<String> inOrder = Stream.of(
                "::",
                "::1",
                "::fffe:ffff:ffff",
                "0.0.0.0",
                "1.2.3.4",
                "127.0.0.1",
                "128.0.0.1",
                "255.255.255.255",
                "::1:0:0:0",
                "1::",
                "7fff::",
                "8000::",
                "ffff::");

        assertThat(inOrder.map(Ip::parse).toList()).isSorted();
        assertThat(Ip.parse("8000::")).isGreaterThan(Ip.parse("7fff:ffff::"));
    }

    @Test
    void kinds_are_told_apart() {
        assertThat(Ip.parse("127.9.9.9").isLoopback()).isTrue();
        assertThat(Ip.parse("::1").isLoopback()).isTrue();
        assertThat(Ip.parse("128.0.0.1").isLoopback()).isFalse();
        assertThat(Ip.parse("1::1").isLoopback()).isFalse();
        assertThat(Ip.parse("0.0.0.0").isUnspecified()).isTrue();
        assertThat(Ip.parse("::").isUnspecified()).isTrue();
        assertThat(Ip.parse("0.0.0.1").isUnspecified()).isFalse();
        assertThat(Ip.parse("::1").isV4()).isFalse();
        assertThat(Ip.v4(0xff00_0001)).hasToString("255.0.0.1");
    }

    @Test
    void any_address_survives_the_jdk_the_text_and_the_wire() throws Exception {
        Random random = new Random(7);

        for (int i = 0; i < 3_000; i++) {
            Ip ip = random.nextInt(4) == 0 ? Ip.v4(random.nextInt()) : new Ip(sparse(random), sparse(random));

            assertThat(Ip.of(ip.toInetAddress())).isEqualTo(ip);
            assertThat(Ip.parse(ip.toString())).isEqualTo(ip);
            assertThat(Ip.of(InetAddress.getByName(ip.toString()))).isEqualTo(ip);
            byte[] text = Wire.bytes(ip.toString());
            Fields fields = new Fields(text, 0, text.length);
            assertThat(fields.ip("ip")).isEqualTo(ip);
            assertThat(fields.isAtEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1:0:0:4:5:6:7:8]",
                "[1::4:5:6:7:8:9]",
                "[::0]",
                "[0::]",
                "[1:2:3:4:5:6:7::]",
                "[::2:3:4:5:6:7:8]",
                "[1:0:0:2:0:0::3]",
                "[2001:db8:0:0:1::1]",
                "[::ffff:1.2.3.4]",
                "[::01]",
                "[::A]",
                "[1:]",
                "[:1]",
                "[]",
                "[",
                "[::1",
                "[:::]",
                "[1::2::3]",
                "[1::2:]",
                "[12345::]",
                "1.2.3",
                "1.2.3.4.",
                "001.2.3.4",
                "1.2.3.1000"
            })
    void the_wire_takes_the_one_text_only(String text) {
        byte[] bytes = Wire.bytes(text);
        Fields fields = new Fields(bytes, 0, bytes.length);

        assertThatThrownBy(() -> {
                    fields.ip("ip");
                    fields.end();
                })
                .isInstanceOf(ProtocolException.class);
    }

    /** Zero groups are rare by chance and common in life. */
    private static long sparse(Random random) {
        long value = random.nextLong();
        for (int shift = 0; shift < 64; shift += 16) {
            if (random.nextBoolean()) {
                value &= ~(0xffffL << shift);
            }
        }
        return value;
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.7", "2001:db8::5:7, [2001:db8::]", "2001:db8:0:1:ffff::7, [2001:db8:0:1::]"})
    void a_place_is_an_ip_or_the_half_of_a_long_one(String ip, String place) {
        assertThat(Ip.parse(ip).place()).hasToString(place);
    }
}
