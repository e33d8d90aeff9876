package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/warnings.md tells of every event that is a warning, once, and of no other. */
class WarningsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "warnings.md");
    private static final Path FACTS = Path.of("src/test/resources/grapevine/node/facts.golden");

    @Test
    void every_warning_has_its_row() throws Exception {
        Set<String> warnings =
                firstGroups("(?m)^(?:WARN|ERROR) +event=(\\w+)", FACTS).stream().collect(Collectors.toSet());

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
