package grapevine.lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Commands commands = new Commands(List.of(new Dance(), new Say()));

    @Test
    void a_command_is_run_with_its_options_and_its_status_is_the_exit_status() {
        assertThat(run("dance", "--steps", "7")).isEqualTo(7);
        assertThat(text(out)).isEqualTo("dancing\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void without_arguments_there_is_help_with_every_command() {
        assertThat(run()).isZero();
        assertThat(text(out))
                .startsWith("usage: ./grapevine")
                .contains("dance", "Dances.", "bench", "install", "verify")
                .isEqualTo(textOf("--help"))
                .isEqualTo(textOf("help"));
        assertThat(text(out).lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void a_command_has_help_of_its_own_even_when_the_rest_is_wrong() {
        assertThat(run("dance", "--steps", "--help")).isZero();
        assertThat(text(out)).contains("usage: ./grapevine dance", "--steps N", "How many steps.");
    }

    @Test
    void help_with_the_name_of_a_command_is_the_help_of_that_command() {
        assertThat(textOf("help", "dance")).isEqualTo(textOf("dance", "--help"));
    }

    @Test
    void what_the_launcher_does_by_itself_has_help_too() {
        assertThat(textOf("help", "install"))
                .startsWith("usage: ./grapevine install")
                .contains("local Maven repository");
    }

    @Test
    void the_version_is_told() {
        assertThat(run("--version")).isZero();
        assertThat(text(out)).startsWith("grapevine ");
    }

    @Test
    void after_two_dashes_there_are_no_options_any_more() {
        for (String text : List.of("-h", "--help", "-5", "--", "--loud")) {
            assertThat(textOf("say", "--", text)).isEqualTo("said " + text + "\n");
        }
        assertThat(textOf("say", "-h", "--", "x")).startsWith("usage: ./grapevine say");
        assertWrong("unknown option \"-5\" (what begins with a dash and is none stands after --)", "say", "-5");
    }

    @Test
    void wrong_use_is_one_line_that_quotes_it_and_status_2() {
        assertWrong("unknown command \"sing\"", "sing");
        assertWrong("unknown option \"--loud\"", "--loud");
        assertWrong("unknown option \"--loud\"", "dance", "--loud");
        assertWrong("unexpected \"tango\"", "dance", "tango");
        assertWrong("--steps lacks its value", "dance", "--steps");
        assertWrong("unknown command \"sing\"", "help", "sing");
        assertWrong("steps must be few", "dance", "--steps", "1000");
    }

    private void assertWrong(String text, String... args) {
        err.reset();
        out.reset();

        assertThat(run(args)).isEqualTo(2);
        assertThat(text(err)).contains(text).endsWith("\n");
        assertThat(text(err).lines()).hasSize(1);
        assertThat(text(out)).isEmpty();
    }

    private String textOf(String... args) {
        out.reset();
        run(args);
        return text(out);
    }

    private int run(String... args) {
        return commands.run(List.of(args), new Output(stream(out), stream(err)));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final class Say implements Command {
        @Override
        public String name() {
            return "say";
        }

        @Override
        public String summary() {
            return "Says it.";
        }

        @Override
        public String arguments() {
            return "TEXT";
        }

        @Override
        public String description() {
            return "Says it.";
        }

        @Override
        public Options options() {
            return new Options();
        }

        @Override
        public int run(CommandLine line, Output output) {
            output.out().println("said " + line.getArgList().get(0));
            return 0;
        }
    }

    private static final class Dance implements Command {
        @Override
        public String name() {
            return "dance";
        }

        @Override
        public String summary() {
            return "Dances.";
        }

        @Override
        public String description() {
            return "Dances for as long as there is music, which is for as long as the steps last and not a moment longer.";
        }

        @Override
        public Options options() {
            return new Options()
                    .addOption(Option.builder()
                            .longOpt("steps")
                            .hasArg()
                            .argName("N")
                            .desc("How many steps.")
                            .get());
        }

        @Override
        public int run(CommandLine line, Output output) throws UsageException {
            int steps = Integer.parseInt(line.getOptionValue("steps"));
            if (steps > 100) {
                throw new UsageException("steps must be few");
            }
            output.out().println("dancing");
            return steps;
        }
    }
}
