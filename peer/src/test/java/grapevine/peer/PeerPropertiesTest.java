package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PeerPropertiesTest {
    @Test
    void settings_are_read_by_their_names_and_others_are_passed_over() {
        Properties properties = new Properties();
        properties.setProperty("grapevine.seeds", "127.0.0.1:5000, [::1]:5001");
        properties.setProperty("grapevine.pingPeriod", "500ms");
        properties.setProperty("grapevine.retain-bytes", "1MiB");
        properties.setProperty("grapevine.clocks", "causal");
        properties.setProperty("grapevine.open", "true");
        properties.setProperty("spring.application.name", "shop");

        assertThat(PeerConfig.fromProperties(properties))
                .hasToString("PeerConfig.Builder[clocks=causal, open=true, pingPeriod=500 ms, retainBytes=1048576,"
                        + " seeds=127.0.0.1:5000,[::1]:5001]");
    }

    @Test
    void the_environment_is_read_the_same_way() {
        assertThat(PeerProperties.readEnvironment(Map.of(
                        "GRAPEVINE_PING_PERIOD", "2s",
                        "GRAPEVINE_VIEW_SIZE", "40",
                        "GRAPEVINE_JAVA_OPTIONS", "-Xmx64m",
                        "PATH", "/bin")))
                .hasToString("PeerConfig.Builder[pingPeriod=2000 ms, sampling="
                        + PeerConfig.builder().sampling().withViewSize(40) + "]");
    }

    @Test
    void what_is_said_to_our_programs_is_passed_over() {
        assertThat(PeerProperties.readEnvironment(Map.of(
                        "GRAPEVINE_JAVA_OPTIONS", "-Xmx64m",
                        "GRAPEVINE_LAB", "/var/lib/grapevine",
                        "GRAPEVINE_VERIFYING", "1",
                        "GRAPEVINE_NETWORK", "prices")))
                .hasToString("PeerConfig.Builder[network=prices]");
    }

    @Test
    void what_kubernetes_says_of_a_service_of_that_name_is_passed_over() {
        assertThat(PeerProperties.readEnvironment(Map.of(
                        "GRAPEVINE_SERVICE_HOST", "10.0.0.1",
                        "GRAPEVINE_SERVICE_PORT", "5000",
                        "GRAPEVINE_SERVICE_PORT_PEERS", "5000",
                        "GRAPEVINE_PORT", "tcp://10.0.0.1:5000",
                        "GRAPEVINE_PORT_5000_TCP", "tcp://10.0.0.1:5000",
                        "GRAPEVINE_PORT_5000_TCP_PROTO", "tcp",
                        "GRAPEVINE_SEEDS_SERVICE_PORT", "5000",
                        "GRAPEVINE_SEEDS_PORT", "tcp://10.0.0.2:5000",
                        "GRAPEVINE_NETWORK", "prices")))
                .hasToString("PeerConfig.Builder[network=prices]");
        assertThatThrownBy(() -> PeerProperties.readEnvironment(Map.of("GRAPEVINE_PORT", "ftp")))
                .hasMessage("GRAPEVINE_PORT=\"ftp\": is no whole number");
    }

    @Test
    void what_is_wrong_is_named_with_its_value_and_the_rule() {
        assertThatThrownBy(() -> PeerConfig.fromProperties(Map.of("grapevine.ping-period", "2 s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grapevine.ping-period=\"2 s\": is not a duration such as 500ms, 13s or 2m");
        assertThatThrownBy(() -> PeerConfig.fromProperties(Map.of("grapevine.topology", "ring")))
                .hasMessage("grapevine.topology=\"ring\": \"ring\" is none of sibuya, top-half, preferential");
        assertThatThrownBy(() -> PeerProperties.readEnvironment(Map.of("GRAPEVINE_SEED", "127.0.0.1:5000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"GRAPEVINE_SEED\" is no setting of a peer; these are: advertise, bind,");
    }

    @Test
    void a_configuration_is_where_another_begins() {
        PeerConfig config = PeerConfig.builder().port(6001).links(3).build();

        assertThat(config.toBuilder().links(4).network("other").build())
                .hasToString("PeerConfig[port=6001, links=4, network=other]");
        assertThat(config).hasToString("PeerConfig[port=6001, links=3]");
    }
}
