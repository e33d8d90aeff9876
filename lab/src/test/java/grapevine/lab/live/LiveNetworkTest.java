package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.live.NetworkPlan.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveNetworkTest {
    private static final NetworkPlan PLAN =
            new NetworkPlan("test", Kind.CIRCULAR, 3, 2, null, 7000, 1, null, false, null);

    @Test
    void a_start_tells_of_each_node_when_it_listens_and_when_it_is_ready() throws Exception {
        List<String> told = new ArrayList<>();
        LiveNetwork.Progress progress = new LiveNetwork.Progress() {
            @Override
            public void listening(int nodes) {
                told.add(nodes + " listen");
            }

            @Override
            public void ready(int nodes) {
                told.add(nodes + " ready");
            }
        };

        LiveNetwork.start(PLAN, (plan, inbox, listener) -> new IdleNode(plan.number(), plan.port()), progress)
                .close();

        assertThat(told.stream().distinct())
                .containsExactly("1 listen", "2 listen", "3 listen", "1 ready", "2 ready", "3 ready");
    }
}
