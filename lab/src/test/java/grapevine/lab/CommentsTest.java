package grapevine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The formatter breaks lines of code at 120 columns and leaves comments as they are. */
class CommentsTest {
    private static final Predicate<String> LONG =
            Pattern.compile(" *(/\\*\\*|\\*|//).*").asMatchPredicate().and(line -> line.length() > 120);

    @Test
    void a_comment_has_no_line_of_more_than_120_columns() throws IOException {
        List<Path> sources = sources();

        assertThat(sources).hasSizeGreaterThan(400);
        for (Path source : sources) {
            List<String> tooLong =
                    Files.readAllLines(source).stream().filter(LONG).toList();
            assertThat(tooLong).as("%s", source).isEmpty();
        }
    }

    /** Of all modules; not what is built, which may be built at this moment. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path module : modules.filter(each -> Files.isDirectory(each.resolve("src")))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }
}
