package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.sim.result.Results;
import grapevine.wire.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphFileTest {
    private static final Results.Form FORM = new Results.Form(
            List.of(Address.parse("10.0.0.1:6001"), Address.parse("10.0.0.2:6001"), Address.parse("[::1]:6001")),
            new int[] {1, 2, 1},
            new int[] {0, 1, 1, 2},
            5);

    @TempDir
    Path folder;

    @Test
    void a_list_of_links() throws IOException {
        assertThat(written("links.csv")).isEqualToNormalizingNewlines("""
                10.0.0.1:6001,10.0.0.2:6001
                10.0.0.2:6001,[::1]:6001
                """);
    }

    @Test
    void a_dot_file() throws IOException {
        assertThat(written("links.dot"))
                .contains("\"10.0.0.1:6001\" -- \"10.0.0.2:6001\";", "\"10.0.0.2:6001\" -- \"[::1]:6001\";");
    }

    @Test
    void a_graphml_file_with_the_degrees() throws IOException {
        assertThat(written("LINKS.GraphML"))
                .contains("<graphml", "source=\"10.0.0.2:6001\" target=\"[::1]:6001\"", "attr.name=\"degree\"")
                .containsSubsequence("<node id=\"10.0.0.2:6001\">", ">2<", "</node>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"links.png", "links", "csv", ".csv.gz"})
    void a_name_that_says_no_format_is_refused(String name) {
        assertThatThrownBy(() -> GraphFile.at(folder.resolve(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has to end in .csv, .graphml or .dot");
    }

    @Test
    void a_file_that_cannot_be_written_is_refused_at_once() throws IOException {
        Files.createDirectory(folder.resolve("taken.csv"));

        assertThatThrownBy(() -> GraphFile.at(folder.resolve("missing/links.csv")))
                .hasMessageContaining("no folder");
        assertThatThrownBy(() -> GraphFile.at(folder.resolve("taken.csv"))).hasMessageContaining("is a folder");
    }

    private String written(String name) throws IOException {
        Path file = folder.resolve(name);
        GraphFile.at(file).write(FORM);
        return Files.readString(file);
    }
}
