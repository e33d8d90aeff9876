package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import grapevine.wire.ProtocolException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no message is refused, with a line that says why, and everything before it counts. */
class ViolationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET / HTTP/1.1           | "GET / HTTP/1.1" is no message of grapevine/1
            gossip 1:1.2.3.4:1       | "gossip 1:1.2.3.4:1" is no message
            Dead                     | "Dead" is no message
            Dead Nod:1.2.3.4:1       | is no message
            Link                     | "Link" is no message
            Link requested 1 1 join  | is no message
            Leftover                 | is no message
            ''                       | "" is no message
            ' Status'                | " Status" is no message
            """)
    void an_unknown_verb_is_garbage(String line, String says) {
        assertRefused(line + "\n", Reason.GARBAGE, says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Announce maybe                  |                          | Announce: word "maybe" is neither on nor off
            Digest 0123                     |                          | hash "0123" is not 16 lower-case
            Sums 1008                       |                          | length "1008" is not 1024
            Seen 00000000000000FF final 0   |                          | is not 16 lower-case hexadecimal digits
            Seen 00000000000000ff maybe 0   |                          | word "maybe" is neither answer nor final
            Want                         | 127.0.0.1:1:1:3-3        | last "3" is not a number in 4..
            Want                         | 127.0.0.1:1:1:3,4        | first "4" is not a number in 5..
            Want                         | 127.0.0.1:1:1:9223372036854775806,9223372036854775807 | leaves no room for another
            Want                         | 127.0.0.1:1:1:1-9223372036854775807,9223372036854775807 | leaves no room for another
            Want                         | 127.0.0.1:1:1:0          | first "0" is not a number in 1..
            Gone                         | 127.0.0.1:1:1:           | first "" is not a number in 1..
            Have                         | 127.0.0.1:1:1:3;127.0.0.1:1:1:5 | 127.0.0.1:1 is named twice in one epoch
            Shuffle                      | 127.0.0.1:1:0:0:1        | samples: too few fields
            Shuffle                      | 127.0.0.1:1:0:0:1:123456789 | hops "123456789" is not a number in 0..1000000
            """)
    void what_peers_say_about_messages_and_views_has_one_form(String line, String body, String says) {
        String whole = body == null ? line + "\n" : line + " " + body.length() + "\n" + body + "\n";

        assertRefused(whole, Reason.BAD_FIELD, says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "help", ""})
    void who_begins_with_what_is_no_message_is_told_what_a_person_may_ask(String line) {
        ProtocolException refused = violation(new Decoder(Limits.PAYLOAD), line + "\n");

        assertThat(refused)
                .hasMessage("\"" + line + "\" is no message of grapevine/1; a person may ask: Status, Who or Why");
    }

    @Test
    void what_is_quoted_is_short_and_printable() {
        assertRefused(
                "Evil\u0007\u001b[2J\"grüße\" and so on for quite a while, for ever in fact\n",
                Reason.GARBAGE,
                "\"Evil??[2J?gr????e? and so on for quite a...\" is no message");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hello grapevine/2 peer default 127.0.0.1:1 1 0  | speaks "grapevine/2", this is grapevine/1
            Hello grapevine/10                              | speaks "grapevine/10", this is grapevine/1
            Hello world                                     | speaks "world", this is grapevine/1
            """)
    void another_version_is_named_beside_ours(String line, String says) {
        assertRefused(line + "\n", Reason.WRONG_VERSION, says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hello                                                       | Hello: too few fields
            Hello grapevine/1 king default 127.0.0.1:1 1 0              | role "king" is neither seed nor peer
            Hello grapevine/1 peer no/slash 127.0.0.1:1 1 0             | field "no/slash" has "/" where " "
            Hello grapevine/1 peer  127.0.0.1:1 1 0                     | network "" is not 1 to 64
            Hello grapevine/1 peer default 127.0.0.1:0 1 0              | port "0" is not a number in 1..65535
            Hello grapevine/1 peer default 127.0.0.1:65536 1 0          | port "65536" is not a number in 1..65535
            Hello grapevine/1 peer default localhost:1 1 0              | ip "localhost:1" is not an ip
            Hello grapevine/1 peer default ::1:1 1 0                    | ip "::1:1" is not an ip
            Hello grapevine/1 peer default [::1:1 1 0                   | ip "[::1:1" is not an ip
            Hello grapevine/1 peer default [::FF]:1 1 0                 | ip "[::FF]:1" is not an ip
            Hello grapevine/1 peer default [0:0:0:0:0:0:0:1]:1 1 0      | is not an ip in its one text
            Hello grapevine/1 peer default [::ffff:102:304]:1 1 0       | is not an ip in its one text
            Hello grapevine/1 peer default 127.0.0.01:1 1 0             | is not an ip in its one text
            Hello grapevine/1 peer default 127.0.0.256:1 1 0            | is not an ip in its one text
            Hello grapevine/1 peer default 127.0.0:1 1 0                | is not an ip in its one text
            Hello grapevine/1 peer default 127.0.0.1:1 +1 0             | epoch "+1" is not a number
            Hello grapevine/1 peer default 127.0.0.1:1 -1 0             | epoch "-1" is not a number
            Hello grapevine/1 peer default 127.0.0.1:1 01 0             | epoch "01" is not a number
            Hello grapevine/1 peer default 127.0.0.1:1 1 9223372036854775808  | age "9223372036854775808" is not a number in 0..9223372036854775807
            Hello grapevine/1 peer default 127.0.0.1:1 1                | Hello: too few fields
            Hello grapevine/1 peer default 127.0.0.1:1 1 0 more         | further field "more" is not key=value
            Hello grapevine/1 peer default 127.0.0.1:1 1 0 a=b  c=d     | further field "" is not key=value
            'Hello grapevine/1 peer default 127.0.0.1:1 1 0 '           | further field "" is not key=value
            Hello grapevine/1 peer default 127.0.0.1:1 1 0 seen=me      | seen "me" is not an ip
            Hello grapevine/1 peer default 127.0.0.1:1 1 0 propose=-1   | propose "-1" is not a number
            Hello grapevine/1 peer default 127.0.0.1:1 1 0 Key=1        | further field "Key=1" is not key=value
            Hello grapevine/1 peer default 127.0.0.1:1 1 0 key=         | has no printable value
            Error Bad_Reason                                            | reason "Bad_Reason" is not a word
            Error ''                                                    | reason "''" is not a word
            Register 1 0 0 129                                          | want "129" is not a number in 0..128
            Register 1 0 2147483648 1                                   | degree "2147483648" is not a number
            Register 1  0 0 1                                           | age "" is not a number
            Register 1:0 0 1                                            | has ":" where " " is expected
            Dead Node:127.0.0.1:6001:1:127.0.0.1                        | is not followed by epoch=
            Dead Node:127.0.0.1:6001:1:127.0.0.1 epoch=1 refused=perhaps | refused "perhaps" is not dial
            Dead Node:127.0.0.1:6001:1                                  | too few fields
            Dead Node 127.0.0.1:6001:1                                  | Dead Node: field
            Noted abcdefghijklmnopqrstuvwxyzabcdefg                     | is not a word of 1..32
            Compare 12345678                                            | hash "12345678" is not 16 lower-case
            Compare 1234567812345678AB                                  | field
            Compare 123456781234567G                                    | is not 16 lower-case
            Left over                                                   | further field "over" is not key=value
            Buckets 4095                                                | length "4095" is not 4096
            Liveness Request:1:127.0.0.1 older=x                        | older "x" is not a number
            Liveness Request:1:                                         | ip "" is not an ip
            Link request 1 1 party                                      | purpose "party" is neither join nor repair
            Link accepted 1                                             | too few fields
            Try 127.0.0.1 1                                             | has " " where ":" is expected
            Who me                                                      | ip "me" is not an ip
            Why                                                         | Why: too few fields
            Why me                                                      | ip "me" is not an ip
            Publish 0                                                   | Publish: length=0 is no message
            Gossip 1:127.0.0.1:0 1 1 0 0                                | n "0" is not a number in 1..
            Gossip 01:127.0.0.1:1 1 1 0 0                               | timestamp "01:127.0.0.1:1" is not a number
            Gossip 1:127.0.0.1:1 1 1 0                                  | Gossip: too few fields
            Gossip 1:127.0.0.1:1 1 1 0 00                               | payload length "00" is not a number
            Gossip 1:[0::1]:1 1 1 0 0                                   | ip "[0::1]:1" is not an ip
            """)
    void a_field_that_breaks_its_rule_is_quoted_with_the_rule(String line, String says) {
        assertRefused(line + "\n", Reason.BAD_FIELD, says);
    }

    @Test
    void gossip_ends_its_line_with_a_newline_alone_because_its_bytes_are_relayed() {
        assertRefused("Gossip 1:127.0.0.1:1 1 1 0 0\r\n\n", Reason.BAD_FIELD, "Gossip: field");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1:1:0:0:1;127.0.0.1:1:3:4:5  | list: 127.0.0.1:1 is named twice
            127.0.0.1:0:0:0:1                    | port "0:0:0:1" is not a number in 1..65535
            127.0.0.1:1:0:0                      | too few fields
            127.0.0.1:1:0:0:1;                   | ip "" is not an ip
            127.0.0.1:1:0:0:1;;127.0.0.1:2:0:0:1 | ip "" is not an ip
            127.0.0.1:1:0:0:1:9                  | has ":" where ";" is expected
            127.0.0.1:1:0:0:1,127.0.0.1:2:0:0:1  | has "," where ";" is expected
            127.0.0.1:1:0:0:-1                   | epoch "-1" is not a number
            """)
    void a_list_with_one_bad_entry_is_refused_whole(String list, String says) {
        // A trailing ";" promises one more entry.
        String body = list.strip();
        assertRefused("Bye full " + body.length() + "\n" + body + "\n", Reason.BAD_FIELD, says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Fetch          | 1,1                              | bucket "1" is named twice
            Fetch          | 256                              | bucket "256" is not a number in 0..255
            Fetch          | 1;2                              | where "," is expected
            Registrations  | 1.2.3.4:5:6:7:8:9:10:resting     | state "resting" is none of alive, dead, left
            Registrations  | 1.2.3.4:5:6:7:8:9:10             | too few fields
            """)
    void a_body_is_held_to_its_form(String verb, String body, String says) {
        assertRefused(verb + " " + body.length() + "\n" + body + "\n", Reason.BAD_FIELD, says);
    }

    @Test
    void a_body_with_more_than_its_length_is_refused() {
        assertRefused("Bye done 0\nx\n", Reason.BAD_FIELD, "length 0 is wrong: no newline follows the body");
        assertRefused("Answer 3\nabcd\n", Reason.BAD_FIELD, "length 3 is wrong");
    }

    @Test
    void text_that_is_not_utf8_is_refused() {
        byte[] bytes = Wire.bytes("Answer 2\n..\n");
        bytes[9] = (byte) 0xc0;

        assertThatThrownBy(() -> Wire.afterHello(bytes)).hasMessageContaining("text \"?.\" is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gossip 1:127.0.0.1:1 1 1 0 5", "Registrations 60000", "Bye done 0"})
    void a_stranger_gets_no_room_for_a_body_before_the_hello(String line) {
        Decoder decoder = new Decoder(Limits.PAYLOAD);

        ProtocolException e = violation(decoder, line + "\n");

        assertThat(e.reason()).isEqualTo(Reason.UNEXPECTED);
        assertThat(e).hasMessageEndingWith("before Hello");
    }

    @Test
    void messages_before_a_violation_in_the_same_bytes_are_handed_over() {
        List<Message> got = new ArrayList<>();

        assertThatThrownBy(() ->
                        Wire.greeted().decode(ByteBuffer.wrap(Wire.bytes("Left\nSame\nnonsense\nLeft\n")), got::add))
                .isInstanceOf(ProtocolException.class);

        assertThat(got).containsExactly(new Message.Left(), new Message.Same());
    }

    @Test
    void after_a_violation_nothing_is_taken_or_kept() {
        Decoder decoder = new Decoder(Limits.PAYLOAD);
        ProtocolException first = violation(decoder, "nonsense\nLeft\n");

        ProtocolException second = violation(decoder, "Left\n");

        assertThat(second).isSameAs(first);
        assertThat(decoder.retained()).isZero();
    }

    @Test
    void fields_that_this_version_does_not_know_are_skipped() throws Exception {
        assertThat(Wire.decode(Wire.bytes(
                        "Hello grapevine/1 peer default 127.0.0.1:6001 1 0 zone=eu-1 propose=7 x=[;]:\"y\" seen=::\n"
                                .replace("seen=::", "seen=[::]"))))
                .containsExactly(new Message.Hello(Role.PEER, "default", Samples.A, 1, 0, new Ip(0, 0), 7, 0));
        assertThat(Wire.afterHello("Who x=y\nLiveness Request:1:127.0.0.1 q=1 degree=2\nBye done 0 mood=good\n\n"))
                .containsExactly(
                        new Message.Who(null),
                        new Message.LivenessRequest(1, Samples.A.ip(), -1, 2),
                        new Message.Bye("done"));
    }

    @Test
    void a_gossip_line_keeps_the_fields_that_this_version_does_not_know() throws Exception {
        String frame = "Gossip 1:127.0.0.1:2 6001 3 0 2 shard=7\nhi\n";

        Gossip gossip = (Gossip) Wire.afterHello(frame).get(0);

        assertThat(gossip.frame()).isEqualTo(Wire.bytes(frame));
        assertThat(gossip.payload()).isEqualTo(Wire.bytes("hi"));
        assertThat(gossip.id()).isEqualTo("1:127.0.0.1:2");
    }

    @Test
    void a_fetched_message_tells_its_age_once_and_keeps_the_other_fields() throws Exception {
        Gossip gossip = (Gossip) Wire.afterHello("Gossip 1:127.0.0.1:2 6001 3 0 2 age=40 shard=7\nhi\n")
                .get(0);

        Gossip older = gossip.withAge(70);

        assertThat(gossip.age()).isEqualTo(40);
        assertThat(older.frame()).isEqualTo(Wire.bytes("Gossip 1:127.0.0.1:2 6001 3 0 2 shard=7 age=70\nhi\n"));
        assertThat(Wire.afterHello(older.frame())).containsExactly(older);
        assertThat(older.age()).isEqualTo(70);
        assertThat(older.payload()).isEqualTo(Wire.bytes("hi"));
    }

    @Test
    void words_of_a_later_version_pass_through() throws Exception {
        assertThat(Wire.afterHello("Noted later-perhaps\nError new-trouble\nTried 127.0.0.1:6001 1 dreaming\n"))
                .containsExactly(
                        new Message.Noted("later-perhaps"),
                        new Message.Failure("new-trouble", ""),
                        new Message.Tried(Samples.A, 1, "dreaming"));
    }

    private static void assertRefused(String text, Reason reason, String says) {
        ProtocolException e = catchThrowableOfType(ProtocolException.class, () -> Wire.afterHello(text));
        assertThat(e).as(text).isNotNull().hasMessageContaining(says);
        assertThat(e.reason()).isEqualTo(reason);
    }

    private static ProtocolException violation(Decoder decoder, String text) {
        return catchThrowableOfType(
                ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(Wire.bytes(text)), message -> {}));
    }
}
