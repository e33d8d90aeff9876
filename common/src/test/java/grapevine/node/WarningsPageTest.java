package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/warnings.md tells of every event that is a warning, once, and of no other. */
class WarningsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "warnings.md");
    private static final Path FACTS = Path.of("src/test/resources/grapevine/node/facts.golden");

    @Test
    void every_warning_has_its_row() throws Exception {
        Set<String> warnings = new HashSet<>(firstGroups("(?m)^(?:WARN|ERROR) +event=(\\w+)", FACTS));
        warnings.add("messages_not_held"); // the sample is the case that is none
        for (String module : List.of("common", "peer", "seed")) {
            try (Stream<Path> sources = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path each : sources.filter(Files::isRegularFile).toList()) {
                    warnings.addAll(firstGroups("\\.(?:warn|error)\\(\\s*\"event=(\\w+)", each));
                }
            }
        }

        assertThat(firstGroups("(?m)^\\| `(\\w+)` \\|", PAGE))
                .hasSizeGreaterThan(30)
                .containsExactlyInAnyOrderElementsOf(warnings);
    }

    @Test
    void every_row_says_what_happened_and_what_to_do() throws Exception {
        assertThat(Files.readAllLines(PAGE))
                .filteredOn(line -> line.startsWith("| `"))
                .allMatch(line -> line.split(" \\| ", -1).length == 3);
    }

    private static List<String> firstGroups(String regex, Path file) throws Exception {
        return Pattern.compile(regex)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
