package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import grapevine.wire.Range;
import grapevine.wire.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactLineTest {
    private static final Address NEIGHBOUR = Address.parse("127.0.0.1:6004");

    /**
     * Every kind of fact with its level, one a line, in the order of the source. After a wanted change: run with
     * {@code -Dgolden.update=true} and review the difference.
     */
    @Test
    void the_line_of_every_kind_of_fact_is_as_promised() throws IOException {
        List<String> lines = Arrays.stream(Fact.class.getPermittedSubclasses())
                .map(FactLineTest::sample)
                .map(fact -> String.format("%-5s %s", fact.level(), FactLine.of(fact)))
                .toList();

        assertThat(lines).isEqualTo(golden(lines));
    }

    @Test
    void text_of_others_cannot_break_the_line_or_drive_the_terminal() {
        String text = "a \"b\" \\ c\nevent=ready\r\t\u001b[2J\u009b\u202e\u2028\ud83d \ud83c\udf47 \u00e9";

        assertThat(FactLine.of(new Fact.TurnedAway(NEIGHBOUR, NEIGHBOUR.ip(), "busy", text)))
                .isEqualTo(
                        "event=turned_away peer=127.0.0.1:6004 reason=busy detail=\"a \\\"b\\\" \\\\ c\\nevent=ready\\r\\t"
                                + "\\u001b[2J\\u009b\\u202e\\u2028\\ud83d \ud83c\udf47 \u00e9\"");
    }

    @Test
    void a_long_text_is_cut_and_its_length_stated() {
        String text = "x".repeat(199) + "\ud83c\udf47\ud83c\udf47";

        assertThat(FactLine.of(new Fact.SettingDoubtful(text)))
                .isEqualTo("event=setting_doubtful what=\"" + "x".repeat(199) + "\ud83c\udf47...\" what_length=203");
        assertThat(FactLine.of(new Fact.SettingDoubtful("x".repeat(200)))).doesNotContain("what_length", "...");
    }

    @Test
    void a_message_is_shown_whole() {
        byte[] payload = "é".repeat(10_000).getBytes(StandardCharsets.UTF_8);

        assertThat(FactLine.of(new Fact.MessageReceived(message(payload), NEIGHBOUR)))
                .endsWith(" bytes=20000 text=\"" + "é".repeat(10_000) + "\"");
    }

    @Test
    void bytes_that_are_no_text_are_shown_escaped() {
        byte[] payload = {'a', (byte) 0xff, '"', '\\', 'x', (byte) 0xc3, (byte) 0xa9, 7, (byte) 0xe2, (byte) 0x82};

        assertThat(FactLine.of(new Fact.MessageSent(message(payload), 1)))
                .endsWith(" text=\"a\\xff\\\"\\\\xé\\u0007\\xe2\\x82\"");
    }

    @Test
    void a_word_of_ours_stands_without_quotes_and_anything_else_in_them() {
        assertThat(FactLine.of(new Fact.LinkDeclined(NEIGHBOUR, "full", true))).endsWith(" why=full");
        assertThat(FactLine.of(new Fact.LinkDeclined(NEIGHBOUR, "no room", true)))
                .endsWith(" why=\"no room\"");
        assertThat(FactLine.of(new Fact.LinkDeclined(NEIGHBOUR, "", true))).endsWith(" why=\"\"");
    }

    @Test
    void a_long_list_ends_with_how_many_more_there_are_and_an_empty_one_is_a_dash() {
        List<Address> many = Collections.nCopies(40, NEIGHBOUR);

        assertThat(FactLine.of(new Fact.SeedsFound(40, many, 21)))
                .contains("6004,127.0.0.1:6004,...+24 quorum=21")
                .hasSizeLessThan(400);
        assertThat(FactLine.of(new Fact.SeedsFound(0, List.of(), 0))).contains(" seeds=- ");
    }

    private static Gossip message(byte[] payload) {
        return Gossip.of(new Origin(Address.parse("127.0.0.1:6001"), 7), 1, 1, new byte[0], payload);
    }

    /** Any record of facts filled with typical values of its components' types. */
    private static Fact sample(Class<?> kind) {
        try {
            Class<?>[] types = Arrays.stream(kind.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Object[] values = Arrays.stream(kind.getRecordComponents())
                    .map(FactLineTest::sampleOf)
                    .toArray();
            return (Fact) kind.getDeclaredConstructor(types).newInstance(values);
        } catch (InstantiationException
                | IllegalAccessException
                | InvocationTargetException
                | NoSuchMethodException e) {
            throw new AssertionError(kind + " cannot be made", e);
        }
    }

    private static Object sampleOf(RecordComponent component) {
        String type = component.getGenericType().getTypeName();
        return switch (type) {
            case "int" -> 3;
            case "long" -> 1700000000123L;
            case "boolean" -> true;
            case "java.lang.String" -> "word";
            case "grapevine.wire.Gossip" -> message("word".getBytes(StandardCharsets.UTF_8));
            case "grapevine.wire.Role" -> Role.PEER;
            case "grapevine.wire.Address" -> NEIGHBOUR;
            case "grapevine.wire.Ip" -> Ip.parse("::1");
            case "java.util.List<grapevine.wire.Address>" -> List.of(NEIGHBOUR, Address.parse("[::1]:6005"));
            case "java.util.List<grapevine.wire.Entry>" ->
                List.of(new Entry(NEIGHBOUR, 12, 1, 1), new Entry(Address.parse("127.0.0.1:6005"), 30, 1, 1));
            case "java.util.List<grapevine.wire.Range>" -> List.of(new Range(1, 3), Range.of(7));
            case "grapevine.node.Fact$ShownLine" -> new Fact.ShownLine("\"a word\"");
            default -> throw new AssertionError("no sample for " + type + ", needed by " + component);
        };
    }

    private static List<String> golden(List<String> now) {
        Path file = Path.of("src/test/resources/grapevine/node/facts.golden");
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.write(file, now, StandardCharsets.UTF_8);
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
