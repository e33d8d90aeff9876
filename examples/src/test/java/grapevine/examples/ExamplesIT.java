package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples as their readers run them, each a process. */
class ExamplesIT {
    private static final Path ROOT = Path.of("..");

    private final List<Program> programs = new ArrayList<>();

    @AfterEach
    void close() {
        programs.forEach(Program::close);
    }

    @Test
    void hello_prints_what_the_others_send() throws Exception {
        String[] port = Program.freePorts(3);
        Program one = start(Hello.class, port[0], at(port[1]), at(port[2]));
        Program two = start(Hello.class, port[1], at(port[0]));
        Program three = start(Hello.class, port[2], at(port[0]));

        one.awaitLine("data - some data from " + port[2]);
        assertThat(one.end()).isZero();
        assertThat(two.end()).isZero();
        assertThat(three.end()).isZero();
    }

    @Test
    void what_one_service_sets_the_others_do_not_take_from_their_caches(@TempDir Path store) throws Exception {
        String[] port = Program.freePorts(3);
        Program one = start(CacheInvalidation.class, port[0], store.toString());
        one.awaitLine("ready");
        Program two = start(CacheInvalidation.class, port[1], store.toString(), at(port[0]));
        two.awaitLine("ready");
        Program three = start(CacheInvalidation.class, port[2], store.toString(), at(port[1]));
        three.awaitLine("ready");

        one.type("set colour green");
        one.awaitLine("told the others");
        three.awaitLine("dropped colour");
        three.type("get colour");
        three.awaitLine("colour = green (read)");
        three.type("get colour");
        three.awaitLine("colour = green (cached)");
        two.type("set colour blue");
        three.awaitLine("dropped colour");
        three.type("get colour");

        three.awaitLine("colour = blue (read)");
        assertThat(three.end()).isZero();
    }

    @Test
    void a_key_that_is_no_plain_file_name_reaches_nothing_outside_the_store_and_ends_nothing(@TempDir Path folder)
            throws Exception {
        Path store = Files.createDirectory(folder.resolve("store"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectory(store.resolve("directory"));
        Program service = start(CacheInvalidation.class, Program.freePorts(1)[0], store.toString());
        service.awaitLine("ready");

        for (String key : List.of("..", ".", "../secret", "directory/x", "")) {
            String refused = "\"" + key + "\" is no key: 1 to 64 of A-Z a-z 0-9 . _ -, the first no dot";
            service.type("get " + key);
            service.awaitLine(refused);
            service.type("set " + key + " y");
            service.awaitLine(refused);
        }
        service.type("get directory");
        service.awaitLine("get directory failed: Is a directory");
        service.type("set colour green");

        service.awaitLine("told nobody: NO_PEERS_YET");
        assertThat(service.end()).isZero();
        assertThat(folder.resolve("secret")).hasContent("secret");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void presence_tells_who_comes_goes_and_dies() throws Exception {
        String[] port = Program.freePorts(3);
        Program ann = start(Presence.class, port[0], "ann");
        Program bob = start(Presence.class, port[1], "bob", at(port[0]));
        Program eve = start(Presence.class, port[2], "eve", at(port[0]));

        ann.awaitLine("bob is here");
        eve.awaitLine("bob is here");
        assertThat(bob.end()).isZero();
        ann.awaitLine("bob left");
        Program again = start(Presence.class, port[1], "bob", at(port[0]));
        ann.awaitLine("bob is here");
        again.kill();
        ann.awaitLine("bob died");
        assertThat(ann.end()).isZero();
    }

    @Test
    void hello_runs_by_the_commands_of_the_guide() throws Exception {
        Map<String, List<List<String>>> commands = Guide.exampleCommands();
        String[] port = Program.freePorts(2);

        for (List<String> command : commands.get("Hello")) {
            List<String> here = new ArrayList<>(command);
            here.replaceAll(word -> word.replace("7001", port[0]).replace("7002", port[1]));
            programs.add(Program.as(here, ROOT));
        }

        programs.get(0).awaitLine("data - some data from " + port[1]);
        assertThat(commands).containsOnlyKeys("CacheInvalidation", "Hello", "Presence");
        assertThat(commands.values().stream().flatMap(List::stream).map(words -> ROOT.resolve(words.get(3))))
                .hasSize(6)
                .allMatch(Files::exists);
    }

    @Test
    void without_arguments_each_says_how_it_is_used() throws Exception {
        for (Class<?> example : List.of(CacheInvalidation.class, Hello.class, Presence.class)) {
            Program program = start(example);

            assertThat(program.end()).isEqualTo(2);
            assertThat(program.printed())
                    .singleElement(STRING)
                    .startsWith("usage: " + example.getSimpleName() + " PORT ");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    port | port "port" is not a number in 0..65535
                    99999999999 | port "99999999999" is not a number in 0..65535
                    65536 | port=65536 is outside 0..65535
                    """)
    void of_a_wrong_port_each_says_so_in_one_line(String port, String line) throws Exception {
        for (Class<?> example : List.of(CacheInvalidation.class, Hello.class, Presence.class)) {
            Program program = start(example, port, at("7001"));

            assertThat(program.end()).isEqualTo(2);
            assertThat(program.printed()).containsExactly(example.getSimpleName() + ": " + line);
        }
    }

    @Test
    void of_a_taken_port_and_of_a_missing_directory_each_says_so_without_a_stack_trace(@TempDir Path store)
            throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            String missing = store.resolve("missing").toString();
            Map<Program, String> told = Map.of(
                    start(Hello.class, port), "Hello: cannot listen on " + at(port) + ": address already in use",
                    start(Presence.class, port, "ann"),
                            "Presence: cannot listen on " + at(port) + ": address already in use",
                    start(CacheInvalidation.class, port, store.toString()),
                            "CacheInvalidation: cannot listen on " + at(port) + ": address already in use",
                    start(CacheInvalidation.class, port, missing),
                            "CacheInvalidation: \"" + missing + "\" is no directory");

            for (Map.Entry<Program, String> each : told.entrySet()) {
                assertThat(each.getKey().end()).isEqualTo(2);
                assertThat(each.getKey().printed())
                        .endsWith(each.getValue())
                        .noneMatch(line -> line.startsWith("\tat "));
            }
        }
    }

    private Program start(Class<?> main, String... args) throws IOException {
        Program program = Program.java(Program.classPath(), main.getName(), args);
        programs.add(program);
        return program;
    }

    private static String at(String port) {
        return "127.0.0.1:" + port;
    }
}
