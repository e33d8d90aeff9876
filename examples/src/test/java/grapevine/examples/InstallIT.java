package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library as its users have it: built a second time from a copy of the sources with {@code ./grapevine install},
 * and put into a Maven repository where nothing of ours was before. {@code ./grapevine platforms} runs this; no other
 * build does.
 */
@Tag("outside")
class InstallIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String VERSION = "0.1.0";

    @TempDir
    private static Path directory;

    private static Path copy;
    private static OutsideRepository repository;
    private static String told;

    @BeforeAll
    static void install_it_a_second_time() throws Exception {
        copy = directory.resolve("sources");
        copySources();
        repository = new OutsideRepository(directory.resolve("repository"));
        told = repository.run(copy, "sh", "grapevine", "install", "-o", "-Dmaven.repo.local=" + repository.root());
    }

    @AfterAll
    static void close() throws IOException {
        repository.close();
    }

    @Test
    void install_tells_how_to_depend_on_what_it_installed_and_where_to_read_on() throws IOException {
        String dependency = Guide.blocks("xml").get(0).strip();
        Path javadoc = copy.resolve("peer/target/reports/apidocs/index.html");

        assertThat(told)
                .contains(dependency.indent(2), "Javadoc: " + javadoc, "Guide:   " + copy.resolve("docs/library.md"))
                .doesNotContain("\u001b");
        assertThat(javadoc).exists();
    }

    @Test
    void only_the_library_its_test_kit_and_its_meters_are_installed() throws IOException {
        try (Stream<Path> modules = Files.list(repository.ours())) {
            assertThat(modules.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "grapevine",
                            "grapevine-bom",
                            "grapevine-common",
                            "grapevine-micrometer",
                            "grapevine-peer",
                            "grapevine-seed",
                            "grapevine-sim",
                            "grapevine-testkit");
        }
    }

    @Test
    void each_jar_bears_the_licence_once() throws IOException {
        List<Path> jars = new ArrayList<>(List.of(copy.resolve("peer.jar")));
        try (Stream<Path> installed = Files.walk(repository.ours())) {
            installed
                    .filter(each ->
                            each.toString().endsWith(".jar") && !each.toString().endsWith("-javadoc.jar"))
                    .forEach(jars::add);
        }

        assertThat(jars).hasSizeGreaterThan(9);
        for (Path jar : jars) {
            try (JarFile opened = new JarFile(jar.toFile())) {
                assertThat(opened.stream().map(JarEntry::getName))
                        .as(jar.toString())
                        .containsOnlyOnce("META-INF/LICENSE", "META-INF/NOTICE");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"peer", "testkit", "micrometer"})
    void what_a_program_depends_on_comes_with_sources_and_javadoc(String module) {
        Path folder = repository.ours().resolve("grapevine-" + module + "/" + VERSION);

        assertThat(folder).isDirectoryContaining("glob:**-sources.jar").isDirectoryContaining("glob:**-javadoc.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "seed", "sim"})
    void what_these_are_made_of_comes_with_sources(String module) {
        Path folder = repository.ours().resolve("grapevine-" + module + "/" + VERSION);

        assertThat(folder).isDirectoryContaining("glob:**-sources.jar");
    }

    @Test
    void two_builds_of_the_same_sources_give_the_same_bytes() throws IOException {
        List<String> compared = new ArrayList<>();
        for (String module : List.of("common", "peer")) {
            for (String kind : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
                String name = module + "/target/grapevine-" + module + "-" + VERSION + kind;
                if (Files.exists(ROOT.resolve(name))) {
                    assertThat(copy.resolve(name)).hasSameBinaryContentAs(ROOT.resolve(name));
                    compared.add(kind);
                }
            }
        }
        assertThat(compared).containsExactly(".jar", "-sources.jar", ".jar", "-sources.jar", "-javadoc.jar");
        assertThat(copy.resolve("peer.jar")).hasSameBinaryContentAs(ROOT.resolve("peer.jar"));
    }

    private static void copySources() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes unused) throws IOException {
                String name = from.getFileName().toString();
                if (name.equals("target") || name.equals(".git")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(copy.resolve(ROOT.relativize(from).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes unused) throws IOException {
                boolean isBuilt =
                        from.getParent().equals(ROOT) && from.toString().endsWith(".jar");
                if (!isBuilt) {
                    Files.copy(from, copy.resolve(ROOT.relativize(from).toString()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
