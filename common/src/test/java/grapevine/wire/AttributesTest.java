package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import grapevine.wire.ProtocolException.Reason;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message may say of itself beside its payload, and what that costs if it breaks its form. */
class AttributesTest {
    private static final Origin MAKER = new Origin(Address.parse("10.0.0.1:6001"), 7);

    @Test
    void a_message_without_attributes_has_no_time_no_clock_and_no_byte_for_them() throws Exception {
        Gossip gossip = received("");

        assertThat(gossip.isStamped()).isFalse();
        assertThat(gossip.time()).isNull();
        assertThat(gossip.clock()).isNull();
        assertThat(gossip.causes()).isEmpty();
        assertThat(gossip.frame()).isEqualTo(Wire.bytes("Gossip 1:10.0.0.1:3 6001 7 0 2\nhi\n"));
    }

    @Test
    void time_and_clock_are_read() throws Exception {
        Gossip gossip = received("time=1795000006000.3\nclock=[::1]:1:0:5;10.0.0.1:6001:6:9;10.0.0.2:6001:7:1\n");

        assertThat(gossip.isStamped()).isTrue();
        assertThat(gossip.time()).isEqualTo("1795000006000.3");
        assertThat(gossip.clock()).isEqualTo("[::1]:1:0:5;10.0.0.1:6001:6:9;10.0.0.2:6001:7:1");
        assertThat(gossip.causes())
                .containsExactly(
                        new Cause(new Origin(Address.parse("[::1]:1"), 0), 5),
                        new Cause(new Origin(MAKER.address(), 6), 9),
                        new Cause(new Origin(Address.parse("10.0.0.2:6001"), 7), 1));
    }

    @Test
    void a_fetched_copy_keeps_its_attributes() throws Exception {
        Gossip gossip = received("time=5.0\nclock=10.0.0.2:6001:7:1\n").withAge(70);

        assertThat(gossip.time()).isEqualTo("5.0");
        assertThat(gossip.causes()).hasSize(1);
    }

    @Test
    void attributes_that_this_version_does_not_know_may_say_what_they_like() throws Exception {
        Gossip gossip = received("x-y_9=[;]:\"\"\nx-y_9=2\ntime=5.0\ntimes=none\n");

        assertThat(gossip.time()).isEqualTo("5.0");
        assertThat(gossip.attributes()).isEqualTo(Wire.bytes("x-y_9=[;]:\"\"\nx-y_9=2\ntime=5.0\ntimes=none\n"));
    }

    @Test
    void a_clock_names_31_others_at_most() throws Exception {
        assertThat(received("time=1.0\nclock=" + clock(31) + "\n").causes()).hasSize(31);
        assertRefused("time=1.0\nclock=" + clock(32) + "\n", "clock names more than 31 origins");
    }

    @Test
    void the_longest_clock_fits() throws Exception {
        String clock = IntStream.range(0, 31)
                .mapToObj(i -> "[1111:1111:1111:1111:1111:1111:1111:" + (1111 + i) + "]:65535:" + Long.MAX_VALUE + ":"
                        + Long.MAX_VALUE)
                .collect(Collectors.joining(";"));

        assertThat(received("time=" + Long.MAX_VALUE + ".65535\nclock=" + clock + "\n")
                        .causes())
                .hasSize(31);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            time=1.0                                             | too few fields
            time=1.0~~                                           | attribute "" is not a key of 1..32
            ~                                                    | attribute "" is not a key of 1..32
            Time=1.0~                                            | is not a key of 1..32
            time~                                                | has "?" where "=" is expected
            time=~                                               | ms "" is not a number
            time=1~                                              | has "?" where "." is expected
            time=1.65536~                                        | counter "65536" is not a number in 0..65535
            time=-1.0~                                           | ms "-1.0" is not a number
            time=1.0 ~                                           | has " " where a newline is expected
            time=1.0~time=1.0~                                   | attribute "time=1.0" is there twice
            flood=0:0~                                           | relays "0:0" is not a number in 1..16
            flood=17:0~                                          | relays "17:0" is not a number in 1..16
            flood=1~                                             | has "?" where ":" is expected
            flood=1:10001~                                       | delay "10001" is not a number in 0..10000
            flood=1:0:5~                                         | has ":" where a newline is expected
            flood=1:0~flood=1:0~                                 | attribute "flood=1:0" is there twice
            zone=~                                               | has no printable value
            zone=a b~                                            | has " " where a newline is expected
            clock=10.0.0.2:6001:7:1~                             | clock stands without a time
            time=1.0~clock=~                                     | ip "" is not an ip
            time=1.0~clock=10.0.0.2:6001:7~                      | has "?" where ":" is expected
            time=1.0~clock=10.0.0.2:6001:7:0~                    | n "0" is not a number in 1..
            time=1.0~clock=10.0.0.2:6001:7:01~                   | n "01" is not a number in 1..
            time=1.0~clock=10.0.0.2:0:7:1~                       | port "0:7:1" is not a number
            time=1.0~clock=10.0.0.2:6001:7:1;~                   | ip "" is not an ip
            time=1.0~clock=10.0.0.3:6001:7:1;10.0.0.2:6001:7:1~  | out of the order of addresses and epochs
            time=1.0~clock=10.0.0.2:6001:7:1;10.0.0.2:6001:7:2~  | out of the order of addresses and epochs
            time=1.0~clock=10.0.0.2:6001:7:1;10.0.0.2:6001:6:1~  | out of the order of addresses and epochs
            time=1.0~clock=10.0.0.1:6001:7:2~                    | clock names the origin of the message
            """)
    void what_breaks_its_form_costs_the_connection(String attributes, String says) {
        assertRefused(attributes.replace('~', '\n'), says);
    }

    @Test
    void whoever_makes_a_message_is_held_to_the_same_form() {
        assertThatThrownBy(() -> Gossip.of(MAKER, 1, 1, Wire.bytes("clock=x\n"), new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an ip");
    }

    private static String clock(int entries) {
        return IntStream.range(0, entries)
                .mapToObj(i -> "10.0.1." + i + ":6001:7:1")
                .collect(Collectors.joining(";"));
    }

    private static Gossip received(String attributes) throws ProtocolException {
        Gossip[] got = new Gossip[1];
        Wire.greeted().decode(ByteBuffer.wrap(bytes(attributes)), message -> got[0] = (Gossip) message);
        assertThat(Gossip.of(MAKER, 3, 1, Wire.bytes(attributes), Wire.bytes("hi")))
                .isEqualTo(got[0]);
        return got[0];
    }

    private static void assertRefused(String attributes, String says) {
        ProtocolException e = catchThrowableOfType(
                ProtocolException.class,
                () -> Wire.greeted().decode(ByteBuffer.wrap(bytes(attributes)), message -> {}));
        assertThat(e).as(attributes).isNotNull().hasMessageContaining(says);
        assertThat(e.reason()).isEqualTo(Reason.BAD_FIELD);
    }

    private static byte[] bytes(String attributes) {
        return Wire.bytes("Gossip 1:10.0.0.1:3 6001 7 " + attributes.length() + " 2\n" + attributes + "hi\n");
    }
}
