package grapevine.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"4 | 4", "1-8 | 1-8", "1,3,5-7 | 1, 3, 5-7", "7,6,5 | 5-7", "1-3,2-4 | 1-4", "65535 | 65535"})
    void what_is_written_is_read_and_written_in_runs(String written, String text) throws Exception {
        assertThat(Numbers.text(Numbers.of(written))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "1,", "0", "-3", "1-", "8-1", "a", "1-2-3", "65536", "1-70000", "99999999999", "1;2"})
    void what_is_no_list_is_refused_in_one_line_that_says_it(String written) {
        assertThatThrownBy(() -> Numbers.of(written))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("\"")
                .hasMessageNotContaining("\n");
    }

    @Test
    void of_none_that_is_said() {
        assertThat(Numbers.text(List.of())).isEqualTo("none");
    }
}
