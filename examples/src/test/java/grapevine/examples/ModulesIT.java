package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The library and its test kit as modules, linked into a Java of their own. {@code ./grapevine platforms} tries the
 * same on every Java, with an older Netty and with the versions of real platforms.
 */
class ModulesIT {
    private static final Path SOURCES = Path.of("platforms");
    private static final String WITH_LOG = "outside,org.apache.logging.log4j.core";
    private static final String NATIVE = "io.netty.transport.epoll.linux.x86_64";

    /** On Java 24 and newer it is not loaded without; an older one is told nothing new. */
    private static final String MAY_LOAD =
            Runtime.version().feature() >= 24 ? "--enable-native-access=io.netty.common" : "-Xshare:auto";

    @TempDir
    private Path directory;

    @Test
    @ResourceLock("jlink")
    void a_module_can_be_linked_into_a_java_of_its_own() throws Exception {
        Path classes = compile("-p", path(), "module/module-info.java", "program/outside/Two.java");
        String modules = classes + File.pathSeparator + path();
        Path image = directory.resolve("image");

        tool("jlink", "-p", modules, "--add-modules", WITH_LOG, "--output", image.toString());

        Path java = image.resolve("bin").resolve("java");
        assertItSpeaks(java.toString(), "-m", "outside/outside.Two");
    }

    @Test
    void a_module_has_a_network_of_the_test_kit() throws Exception {
        Path classes = compile("-p", path(), "kit/module-info.java", "kit/outside/Virtual.java");

        assertItSpeaks("java", "-p", classes + File.pathSeparator + path(), "-m", "outside/outside.Virtual");
    }

    @Test
    @ResourceLock("jlink")
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void the_native_transport_is_used_by_a_module_and_by_what_is_linked_only_if_it_is_named() throws Exception {
        Path classes = compile("-p", path(), "module/module-info.java", "native/outside/Native.java");
        String modules = classes + File.pathSeparator + path();
        String main = "outside/outside.Native";
        Path image = directory.resolve("image");
        tool("jlink", "-p", modules, "--add-modules", WITH_LOG + "," + NATIVE, "--output", image.toString());
        String linked = image.resolve("bin").resolve("java").toString();

        assertItSays("not native", "java", MAY_LOAD, "-p", modules, "-m", main);
        assertItSays("native", "java", MAY_LOAD, "-p", modules, "--add-modules", NATIVE, "-m", main);
        assertItSays("not native", linked, MAY_LOAD, "-m", main);
        assertItSays("native", linked, MAY_LOAD, "--add-modules", NATIVE, "-m", main);
    }

    @Test
    void the_daemon_is_a_module_that_knows_its_version() throws Exception {
        String with = "org.apache.commons.cli,org.apache.logging.log4j.core";
        try (Program daemon = Program.as(
                List.of(
                        "java",
                        "-p",
                        Program.classPath(),
                        "--add-modules",
                        with,
                        "-m",
                        "grapevine.peer/grapevine.peer.PeerMain",
                        "--version"),
                Path.of(""))) {
            assertThat(daemon.end()).isZero();
            assertThat(daemon.printed()).singleElement().asString().matches("grapevine peer \\d+\\.\\d+\\.\\d+.*");
        }
    }

    @Test
    void what_is_not_promised_is_not_exported() {
        ModuleFinder modules = ModuleFinder.of(Arrays.stream(jars())
                .filter(jar -> jar.contains("grapevine-"))
                .map(Path::of)
                .toArray(Path[]::new));

        assertThat(exported(modules, "grapevine.peer"))
                .containsExactlyInAnyOrder(
                        "grapevine.peer", "grapevine.clock", "grapevine.policy", "grapevine.sampling");
        assertThat(exported(modules, "grapevine.micrometer")).containsExactly("grapevine.micrometer");
        assertThat(exported(modules, "grapevine.testkit")).containsExactly("grapevine.testkit");
        assertThat(exported(modules, "grapevine.common")).isEmpty();
        assertThat(exported(modules, "grapevine.sim")).isEmpty();
    }

    /** Which packages everybody may use. */
    private static List<String> exported(ModuleFinder modules, String name) {
        return modules.find(name).orElseThrow().descriptor().exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .toList();
    }

    /** The library and what it needs, without the rest that the tests have. */
    private static String path() {
        List<String> all = Arrays.stream(jars())
                .filter(jar -> jar.matches(".*(grapevine-|log4j-|jspecify|HdrHistogram|netty-).*"))
                .toList();
        assertThat(all).hasSizeGreaterThan(8);
        return String.join(File.pathSeparator, all);
    }

    private static String[] jars() {
        return Arrays.stream(Program.classPath().split(File.pathSeparator))
                .filter(each -> each.endsWith(".jar"))
                .toArray(String[]::new);
    }

    private Path compile(String kind, String path, String... sources) {
        Path classes = directory.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString(), kind, path));
        Arrays.stream(sources).map(each -> SOURCES.resolve(each).toString()).forEach(arguments::add);
        tool("javac", arguments.toArray(String[]::new));
        return classes;
    }

    private static void tool(String name, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        int status = ToolProvider.findFirst(name).orElseThrow().run(printer, printer, arguments);
        assertThat(status).as(said.toString()).isZero();
    }

    /** Nothing else is printed, on standard error neither. */
    private static void assertItSpeaks(String... commandLine) throws IOException, InterruptedException {
        assertItSays("heard hello", commandLine);
    }

    private static void assertItSays(String line, String... commandLine) throws IOException, InterruptedException {
        try (Program program = Program.as(List.of(commandLine), Path.of(""))) {
            assertThat(program.end()).as(() -> all(program)).isZero();
            assertThat(program.printed()).containsExactly(line);
        }
    }

    private static String all(Program program) {
        try {
            return program.printed().stream().collect(Collectors.joining("\n"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
