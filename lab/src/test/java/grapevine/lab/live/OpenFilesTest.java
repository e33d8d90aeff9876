package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.console.LabException;
import grapevine.lab.live.NetworkPlan.Kind;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void a_network_that_takes_more_files_than_may_be_open_is_not_begun() throws Exception {
        NetworkPlan plan = new NetworkPlan("large", Kind.RANDOM, 1_000, 3, null, 7_000, 1, null, false, null);

        assertThatThrownBy(() -> OpenFiles.check(plan, plan.graph(), 1_024))
                .isInstanceOf(LabException.class)
                .hasMessage("1000 nodes take about 4150 open files, and this process may have 1024"
                        + " (ulimit -n says how many)");
        assertThatCode(() -> OpenFiles.check(plan, plan.graph(), 4_150)).doesNotThrowAnyException();
    }

    @Test
    void one_more_node_needs_room_for_its_own() {
        assertThatThrownBy(() -> OpenFiles.checkOneMore(1_008, 1_024))
                .isInstanceOf(LabException.class)
                .hasMessage("one more node takes about 17 open files, and of the 1024 that this process may have"
                        + " 1008 are open (ulimit -n says how many it may)");
        assertThatCode(() -> OpenFiles.checkOneMore(1_007, 1_024)).doesNotThrowAnyException();
    }
}
