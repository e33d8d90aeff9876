package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library from outside, as this build made it: used by a project that knows nothing but the guide.
 * {@link InstallIT} builds and installs it as its users do.
 */
class LibraryIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String VERSION = "0.1.0";
    private static final List<String> MODULES = List.of("common", "seed", "peer", "sim", "testkit", "micrometer");

    private static final String OUTSIDE = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>outside</groupId>
              <artifactId>outside</artifactId>
              <version>1</version>
            %s
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

    @Test
    void a_project_that_follows_the_guide_runs(@TempDir Path directory) throws Exception {
        Path project = directory.resolve("project");
        Path classPath = directory.resolve("classpath.txt");
        Files.createDirectories(project.resolve("src/main/java"));
        List<String> xml = Guide.blocks("xml");
        String versionless = xml.get(0).replace("  <version>" + VERSION + "</version>\n", "");
        assertThat(xml.get(0)).isNotEqualTo(versionless);
        Files.writeString(project.resolve("pom.xml"), OUTSIDE.formatted(xml.get(1), xml.get(2), versionless));
        Files.writeString(
                project.resolve("src/main/java/Hello.java"),
                Guide.blocks("java").get(0));

        try (OutsideRepository repository = new OutsideRepository(directory.resolve("repository"))) {
            put(repository, "grapevine", "pom.xml", null);
            put(repository, "grapevine-bom", "bom/pom.xml", null);
            put(repository, "grapevine-common", "common/pom.xml", jar("common"));
            put(repository, "grapevine-peer", "peer/pom.xml", jar("peer"));
            repository.maven(project, "compile", "dependency:build-classpath", "-Dmdep.outputFile=" + classPath);

            String libraries = Files.readString(classPath);
            assertThat(Stream.of(libraries.split(File.pathSeparator))
                            .map(each -> Path.of(each).getFileName().toString().replaceFirst("-[0-9].*", "")))
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
    }

    /** As {@code mvn install} does. */
    private static void put(OutsideRepository repository, String artifact, String pom, Path jar) throws IOException {
        Path folder =
                Files.createDirectories(repository.ours().resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(ROOT.resolve(pom), folder.resolve(name + ".pom"));
        if (jar != null) {
            Files.copy(jar, folder.resolve(name + ".jar"));
        }
    }

    private static Path jar(String module) {
        return ROOT.resolve(module + "/target/grapevine-" + module + "-" + VERSION + ".jar");
    }

    @Test
    void each_jar_bears_the_licence_once() throws IOException {
        List<Path> jars = new ArrayList<>(List.of(ROOT.resolve("peer.jar"), ROOT.resolve("seed.jar")));
        for (String module : MODULES) {
            Path sources = Path.of(jar(module).toString().replace(".jar", "-sources.jar"));
            jars.add(jar(module));
            if (Files.exists(sources)) { // not where a build was told to leave them out
                jars.add(sources);
            }
        }

        for (Path jar : jars) {
            try (JarFile opened = new JarFile(jar.toFile())) {
                assertThat(opened.stream().map(JarEntry::getName))
                        .as(jar.toString())
                        .containsOnlyOnce("META-INF/LICENSE", "META-INF/NOTICE");
            }
        }
    }
}
