package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the memory that others may fill is shared out. */
class BudgetTest {
    private static final long MIB = 1 << 20;
    private static final int ORIGIN_BYTES = 256;

    @ParameterizedTest(name = "{0} MiB")
    @ValueSource(longs = {18, 64, 160})
    void the_shares_together_are_the_whole_where_it_is_neither_tiny_nor_plenty(long mib) {
        Budget budget = new Budget(mib * MIB);

        long all = budget.retained()
                + (long) budget.origins() * ORIGIN_BYTES
                + budget.backlogs()
                + budget.input()
                + budget.consumers()
                + budget.publications()
                + budget.waiting();

        assertThat(all).isBetween(budget.bytes() * 7 / 8, budget.bytes());
    }

    @ParameterizedTest(name = "{0} MiB")
    @ValueSource(longs = {256, 4096})
    void where_there_is_plenty_no_more_is_retained_and_remembered_than_is_of_use(long mib) {
        Budget budget = new Budget(mib * MIB);

        assertThat(budget.retained()).isEqualTo(64 * MIB);
        assertThat(budget.origins()).isEqualTo(65_536);
        assertThat(budget.publications()).isEqualTo(16 * MIB);
        assertThat(budget.strangers()).isEqualTo(1024);
        assertThat(budget.exchanges()).isBetween(16_384, 65_536);
    }

    @ParameterizedTest(name = "{0} MiB")
    @ValueSource(longs = {0, 1})
    void the_least_that_each_needs_is_there_in_any_case(long mib) {
        Budget budget = new Budget(mib * MIB);

        assertThat(budget.retained()).isGreaterThanOrEqualTo(256 * 1024);
        assertThat(budget.origins()).isEqualTo(4096);
        assertThat(budget.rows()).isEqualTo(4096);
        assertThat(budget.tombstones()).isEqualTo(4096);
        assertThat(budget.backlogs()).isGreaterThanOrEqualTo(256 * 1024);
        assertThat(budget.input()).isGreaterThanOrEqualTo(256 * 1024);
        assertThat(budget.publications()).isEqualTo(256 * 1024);
        assertThat(budget.strangers()).isEqualTo(64);
        assertThat(budget.exchanges()).isEqualTo(256);
    }
}
