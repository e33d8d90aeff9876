package grapevine.lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void a_line_that_fits_stays_as_it_is() {
        String line = "  two  blanks " + "x".repeat(66);

        assertThat(line).hasSize(Columns.MOST);
        assertThat(Columns.fitting(line, 4)).isEqualTo(line);
    }

    @Test
    void a_longer_one_goes_on_further_in_at_the_last_blank_that_fits() {
        String words = "word ".repeat(40).strip();

        assertThat(Columns.fitting("- " + words, 3).lines())
                .containsExactly(
                        "- " + "word ".repeat(15).strip(),
                        "   " + "word ".repeat(15).strip(),
                        "   " + "word ".repeat(10).strip());
    }

    @Test
    void a_blank_behind_the_last_column_is_where_it_breaks() {
        assertThat(Columns.fitting("x".repeat(80) + " y", 2)).isEqualTo("x".repeat(80) + "\n  y");
    }

    @Test
    void what_has_no_blank_is_not_broken() {
        String path = "/" + "x".repeat(100);

        assertThat(Columns.fitting("keys: " + path, 2)).isEqualTo("keys:\n  " + path);
        assertThat(Columns.fitting(path, 2)).isEqualTo(path);
        assertThat(Columns.fitting(path + " and", 2)).isEqualTo(path + "\n  and");
    }

    @Test
    void a_character_of_two_units_takes_one_column() {
        String line = "\uD83C\uDF47".repeat(80);

        assertThat(Columns.fitting(line + " y", 2)).isEqualTo(line + "\n  y");
    }
}
