package grapevine.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.peer.Peer;
import grapevine.testkit.TestNetwork;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What stands where Prometheus comes for it. */
class PrometheusTest {
    @Test
    void every_meter_of_two_peers_is_told_by_a_name_that_is_one() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (TestNetwork network = TestNetwork.of(2)) {
            network.await(network.peer(0).publish("hello"));
            network.run(Duration.ofSeconds(2));
            for (Peer peer : network.peers()) {
                new PeerMetrics(peer).bindTo(registry);
            }

            String told = registry.scrape();

            String one = "{peer=\"" + network.peer(0).self() + "\"} ";
            String two = "{peer=\"" + network.peer(1).self() + "\"} ";
            assertThat(told)
                    .contains("# HELP grapevine_messages_delivered_messages_total Messages handed to the application")
                    .contains("grapevine_messages_made_messages_total" + one + "1.0")
                    .contains("grapevine_messages_delivered_messages_total" + two + "1.0")
                    .contains("grapevine_neighbours" + two + "1.0")
                    .contains("grapevine_up" + one + "1.0")
                    .contains("grapevine_state{peer=\"" + network.peer(0).self() + "\",state=\"ready\"} 1.0");
            List<String> lines =
                    told.lines().filter(line -> !line.startsWith("#")).toList();
            assertThat(lines).allMatch(line -> line.matches("grapevine_[a-z0-9_]+\\{[^}]+} [0-9.E]+"));
            Set<String> names = lines.stream()
                    .map(line -> line.substring(0, line.indexOf('{')))
                    .collect(Collectors.toSet());
            assertThat(names).hasSize(Counter.values().length + 7);
        }
    }
}
