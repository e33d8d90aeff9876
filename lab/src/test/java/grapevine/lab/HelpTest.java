package grapevine.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every command tells how it is used, in 80 columns and with examples. */
class HelpTest {
    @Test
    void every_command_has_help_of_80_columns_with_examples() {
        assertThat(Main.all()).hasSizeGreaterThan(20).allSatisfy(command -> {
            String help = help(command.name());
            assertThat(help)
                    .as(command.name())
                    .startsWith("usage: ./grapevine " + command.name())
                    .contains("\nExamples:\n  ./grapevine " + command.name());
            assertThat(help.lines()).as(command.name()).allMatch(line -> line.length() <= 80);
        });
    }

    @Test
    void a_long_usage_goes_on_below_its_beginning() {
        assertThat(help("start-network")).startsWith("""
                usage: ./grapevine start-network [random [K] | circular | power-law [M] | join |
                       static LINKS] [OPTION...]
                """);
    }

    private static String help(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, UTF_8);
        assertThat(Main.commands().run(List.of(command, "--help"), new Output(stream, stream)))
                .isZero();
        return out.toString(UTF_8);
    }
}
