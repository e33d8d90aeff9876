package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library from outside: built a second time from a copy of the sources with {@code ./grapevine install}, put into a
 * Maven repository where nothing of ours was before, and used by a project that knows nothing but the guide.
 */
class LibraryIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String VERSION = "0.1.0";

    private static final String OUTSIDE = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>outside</groupId>
              <artifactId>outside</artifactId>
              <version>1</version>
            %s
              <dependencies>
            %s
              </dependencies>
              <build>
                <plugins>
                  <plugin>
                    <artifactId>maven-resources-plugin</artifactId>
                    <version>3.5.0</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.16.0</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-dependency-plugin</artifactId>
                    <version>3.11.0</version>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    @TempDir
    private static Path directory;

    private static Path copy;
    private static Path repository;
    private static String told;

    @BeforeAll
    static void install_it_a_second_time() throws Exception {
        copy = directory.resolve("sources");
        repository = directory.resolve("repository");
        copySources();
        linkWhatIsThere();
        told = run(copy, "sh", "grapevine", "install", "-o", "-Dmaven.repo.local=" + repository);
    }

    /** Else the end of the test would be told of each link. */
    @AfterAll
    static void unlink() throws IOException {
        try (Stream<Path> all = Files.walk(repository, 2)) {
            for (Path each : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(each);
            }
        }
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
        try (Stream<Path> modules = Files.list(repository.resolve("io/grapevine"))) {
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
        try (Stream<Path> installed = Files.walk(repository.resolve("io/grapevine"))) {
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
        Path folder = repository.resolve("io/grapevine/grapevine-" + module + "/" + VERSION);

        assertThat(folder).isDirectoryContaining("glob:**-sources.jar").isDirectoryContaining("glob:**-javadoc.jar");
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

    @Test
    void a_project_that_follows_the_guide_runs() throws Exception {
        Path project = directory.resolve("project");
        Path classPath = directory.resolve("classpath.txt");
        Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(
                project.resolve("pom.xml"),
                OUTSIDE.formatted(
                        Guide.blocks("xml").get(1), Guide.blocks("xml").get(0)));
        Files.writeString(
                project.resolve("src/main/java/Hello.java"),
                Guide.blocks("java").get(0));

        maven(project, "compile", "dependency:build-classpath", "-Dmdep.outputFile=" + classPath);

        String libraries = Files.readString(classPath);
        assertThat(Stream.of(libraries.split(File.pathSeparator))
                        .map(jar -> Path.of(jar).getFileName().toString().replaceFirst("-[0-9].*", "")))
                .as("the library, Netty, the Log4j API, and annotations")
                .containsExactlyInAnyOrder(
                        "grapevine-common",
                        "grapevine-peer",
                        "jspecify",
                        "log4j-api",
                        "netty-buffer",
                        "netty-codec-base",
                        "netty-common",
                        "netty-handler",
                        "netty-resolver",
                        "netty-transport",
                        "netty-transport-classes-epoll",
                        "netty-transport-native-unix-common");
        String all = project.resolve("target/classes") + File.pathSeparator + libraries;
        try (Program hello = Program.java(all, "Hello")) {
            hello.awaitLine("hello");
            assertThat(hello.end()).isZero();
        }
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

    /** What Maven downloaded before is not downloaded again; what is ours it does not find there. */
    private static void linkWhatIsThere() throws IOException {
        Path downloaded = Path.of(Objects.requireNonNull(System.getProperty("grapevine.repository")));
        Path io = repository.resolve("io");
        Files.createDirectories(io);
        linkChildren(downloaded, repository, "io");
        linkChildren(downloaded.resolve("io"), io, "grapevine");
    }

    private static void linkChildren(Path from, Path to, String except) throws IOException {
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                String name = child.getFileName().toString();
                if (!name.equals(except)) {
                    Files.createSymbolicLink(to.resolve(name), child);
                }
            }
        }
    }

    private static void maven(Path project, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-o",
                "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        run(project, command.toArray(String[]::new));
    }

    /** Runs this with the Java and the Maven of the build; returns what it printed. */
    private static String run(Path project, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_HOME", System.getProperty("maven.home"));
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("it ends").isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
