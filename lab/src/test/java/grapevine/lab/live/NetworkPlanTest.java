package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.live.NetworkPlan.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {
    @Test
    void nodes_are_waited_for_the_longer_the_more_there_are_and_the_more_so_with_a_process_each() {
        assertThat(plan(false).patience(7)).isEqualTo(plan(false).patience(1)).isEqualTo(Duration.ofSeconds(60));
        assertThat(plan(false).patience(1_000)).isEqualTo(Duration.ofSeconds(110));
        assertThat(plan(true).patience(7)).isEqualTo(Duration.ofSeconds(130));
    }

    private static NetworkPlan plan(boolean processes) {
        return new NetworkPlan("gossip", Kind.JOIN, 7, 3, null, 7000, 1, null, processes, null);
    }
}
