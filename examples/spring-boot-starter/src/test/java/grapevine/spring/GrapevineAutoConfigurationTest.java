package grapevine.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import grapevine.micrometer.PeerMetrics;
import grapevine.peer.Health;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class GrapevineAutoConfigurationTest {
    private static final String SYSTEM_ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(GrapevineAutoConfiguration.class));

    @Test
    void the_peer_is_as_the_properties_say() {
        application
                .withPropertyValues(
                        "grapevine.network=kitchen",
                        "grapevine.seeds=127.0.0.1:5000,seed.example.org:5001",
                        "grapevine.ping-period=2s",
                        "grapevine.receive-own=true",
                        "grapevine.retain-bytes=1MiB",
                        "grapevine.clocks=causal")
                .run(context -> assertThat(context.getBean(PeerConfig.class))
                        .hasToString(PeerConfig.fromProperties(Map.of(
                                        "grapevine.network", "kitchen",
                                        "grapevine.seeds", "127.0.0.1:5000,seed.example.org:5001",
                                        "grapevine.ping-period", "2s",
                                        "grapevine.receive-own", "true",
                                        "grapevine.retain-bytes", "1MiB",
                                        "grapevine.clocks", "causal"))
                                .build()
                                .toString()));
    }

    @Test
    void the_environment_names_them_as_without_spring() {
        Map<String, String> environment = Map.of(
                "GRAPEVINE_NETWORK", "kitchen",
                "GRAPEVINE_PING_PERIOD", "2s",
                "GRAPEVINE_SEEDS", "127.0.0.1:5000,127.0.0.1:5001",
                "GRAPEVINE_JAVA_OPTIONS", "-Xmx64m");

        in(environment)
                .run(context -> assertThat(context.getBean(PeerConfig.class))
                        .hasToString(PeerConfig.builder()
                                .network("kitchen")
                                .pingPeriod(Duration.ofSeconds(2))
                                .seeds("127.0.0.1:5000", "127.0.0.1:5001")
                                .build()
                                .toString()));
    }

    private ApplicationContextRunner in(Map<String, String> environment) {
        return application.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .replace(
                        SYSTEM_ENVIRONMENT,
                        new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT, Map.copyOf(environment))));
    }

    @Test
    void what_kubernetes_says_of_a_service_named_grapevine_is_passed_over() throws Exception {
        Map<String, String> services = Map.of(
                "GRAPEVINE_SERVICE_HOST", "10.0.0.1",
                "GRAPEVINE_SERVICE_PORT", "5000",
                "GRAPEVINE_PORT", "tcp://10.0.0.1:5000",
                "GRAPEVINE_PORT_5000_TCP", "tcp://10.0.0.1:5000",
                "GRAPEVINE_PORT_5000_TCP_ADDR", "10.0.0.1",
                "GRAPEVINE_SEEDS_SERVICE_HOST", "10.0.0.2",
                "GRAPEVINE_SEEDS_PORT", "tcp://10.0.0.2:5000",
                "GRAPEVINE_SEEDS_PORT_5000_TCP", "tcp://10.0.0.2:5000");

        in(services)
                .run(context -> assertThat(context.getBean(PeerConfig.class))
                        .hasToString(PeerConfig.builder().build().toString()));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            in(services)
                    .withInitializer(context -> context.getEnvironment()
                            .getPropertySources()
                            .addLast(new MapPropertySource(
                                    "file", Map.of("grapevine.port", "${port}", "port", String.valueOf(port)))))
                    .run(context -> assertThat(context.getBean(PeerConfig.class))
                            .hasToString(PeerConfig.builder().port(port).build().toString()));
        }
    }

    @Test
    void every_setting_of_a_peer_is_a_property_with_a_description_and_no_other_is() throws Exception {
        Set<String> settings = new TreeSet<>(settings());
        settings.addAll(List.of("enabled", "phase"));
        URL metadata = GrapevineProperties.class.getResource("/META-INF/spring-configuration-metadata.json");

        String text = new String(metadata.openStream().readAllBytes(), StandardCharsets.UTF_8);

        Pattern described = Pattern.compile(
                "\"name\": \"grapevine\\.([a-z-]+)\",\\s+\"type\": \"[^\"]+\",\\s+\"description\": \"[A-Z][^\"]+\"");
        Set<String> properties =
                described.matcher(text).results().map(each -> each.group(1)).collect(Collectors.toSet());
        assertThat(properties).isEqualTo(settings);
    }

    /** As the library names them to whoever mistakes one. */
    private static List<String> settings() {
        try {
            PeerConfig.fromProperties(Map.of("grapevine.none", ""));
            throw new AssertionError("it takes anything");
        } catch (IllegalArgumentException e) {
            String words = e.getMessage().substring(e.getMessage().indexOf("these are: ") + 11);
            return Arrays.asList(words.split(", "));
        }
    }

    @Test
    void a_name_that_is_no_setting_and_a_value_that_is_none_are_refused() {
        application
                .withPropertyValues("grapevine.sedes=127.0.0.1:5000")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("grapevine.sedes"));
        application
                .withPropertyValues("grapevine.ping-period=1ms")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("ping"));
    }

    @Test
    void a_port_that_is_taken_ends_the_start_with_one_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            application
                    .withPropertyValues("grapevine.port=" + taken.getLocalPort())
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasStackTraceContaining(
                                    "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": address already in use"));
        }
    }

    @Test
    void a_configuration_of_the_applications_own_comes_before_the_properties() {
        PeerConfig own = PeerConfig.builder().network("own").build();

        application
                .withBean(PeerConfig.class, () -> own)
                .withPropertyValues("grapevine.network=kitchen")
                .run(context -> assertThat(context.getBean(PeerConfig.class)).isSameAs(own));
    }

    @Test
    void an_application_with_a_peer_of_its_own_or_without_any_does_not_join() {
        Peer own = mock(Peer.class);

        application.withBean("own", Peer.class, () -> own, definition -> {}).run(context -> {
            assertThat(context).getBean(Peer.class).isSameAs(own);
            assertThat(context).doesNotHaveBean(PeerLifecycle.class);
        });
        application
                .withPropertyValues("grapevine.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Peer.class)
                        .doesNotHaveBean("grapevineHealthIndicator"));
    }

    @Test
    void meters_and_health_are_there_where_the_application_has_what_they_are_for() {
        application.withBean(SimpleMeterRegistry.class).run(context -> {
            assertThat(context).hasBean("grapevineHealthIndicator");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("grapevine.up")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        });
        application.run(context -> assertThat(context).hasNotFailed().hasSingleBean(Peer.class));
        application
                .withClassLoader(new FilteredClassLoader(PeerMetrics.class, MeterRegistry.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Peer.class)
                        .doesNotHaveBean(PeerMeters.class));
        application
                .withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Peer.class)
                        .doesNotHaveBean("grapevineHealthIndicator"));
    }

    @Test
    void the_meters_of_a_peer_that_listens_everywhere_name_it_as_others_do() {
        application
                .withBean(SimpleMeterRegistry.class)
                .withPropertyValues("grapevine.bind=0.0.0.0", "grapevine.open=true")
                .run(context -> {
                    Peer peer = context.getBean(Peer.class);
                    String address = "127.0.0.2:" + peer.address().getPort();
                    try (Peer other =
                            Peer.join(PeerConfig.builder().connect(address).build())) {
                        other.ready().get(60, TimeUnit.SECONDS);

                        await().atMost(Duration.ofMinutes(1))
                                .until(() -> peersOf(context.getBean(MeterRegistry.class))
                                        .equals(Set.of(peer.self().toString())));
                        assertThat(peer.self()).hasToString(address);
                    }
                });
    }

    @Test
    void the_meters_of_a_peer_that_a_bug_ended_go_when_the_next_joins() throws Exception {
        try (Peer failing = Peer.join(PeerConfig.builder().build());
                Peer next = Peer.join(PeerConfig.builder().build())) {
            Peer failed = mock(Peer.class, delegatesTo(failing));
            when(failed.ended()).thenReturn(CompletableFuture.failedFuture(new IllegalStateException("a bug")));
            application.withBean(SimpleMeterRegistry.class).run(context -> {
                MeterRegistry registry = context.getBean(MeterRegistry.class);
                String own = context.getBean(Peer.class).self().toString();

                context.publishEvent(new PeerJoined(failed));
                assertThat(peersOf(registry)).containsExactlyInAnyOrder(own, failing.self().toString());

                context.publishEvent(new PeerJoined(next));
                assertThat(peersOf(registry)).containsExactlyInAnyOrder(own, next.self().toString());
            });
        }
    }

    /** Those that the meters name. */
    private static Set<String> peersOf(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("peer")))
                .collect(Collectors.toSet());
    }

    @Test
    void what_one_of_several_listeners_throws_keeps_the_message_from_no_other() {
        List<String> heard = new ArrayList<>();
        AssertionError failure = new AssertionError("thrown by the test's listener");
        List<Consumer<String>> listeners = List.of(
                text -> {
                    throw failure;
                },
                text -> {
                    throw new IllegalStateException("another");
                },
                heard::add);

        assertThatThrownBy(() -> PeerLifecycle.tell(listeners, "hello"))
                .isSameAs(failure)
                .hasSuppressedException(new IllegalStateException("another"));

        assertThat(heard).containsExactly("hello");
    }

    @Test
    void the_bean_can_be_given_away_before_the_application_has_joined_but_not_be_used() {
        Peer peer = new PeerLifecycle(PeerConfig.builder().build(), 0, null, null, null).bean();

        assertThat(peer).hasToString("Peer[not joined yet]").isEqualTo(peer).isNotEqualTo("peer");
        assertThatThrownBy(peer::health)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not joined yet");
    }

    @Test
    void a_state_is_told_in_the_words_of_spring_boot() {
        assertThat(status(PeerState.READY, 1)).isEqualTo("UP");
        assertThat(status(PeerState.READY, 0)).isEqualTo("DOWN");
        assertThat(status(PeerState.JOINING, 0)).isEqualTo("OUT_OF_SERVICE");
        assertThat(status(PeerState.LEAVING, 1)).isEqualTo("OUT_OF_SERVICE");
        assertThat(status(PeerState.CLOSED, 0)).isEqualTo("OUT_OF_SERVICE");
        assertThat(status(PeerState.FAILED, 0)).isEqualTo("DOWN");
    }

    private static String status(PeerState state, int neighbours) {
        return PeerStatus.of(new Health(state, neighbours, 0, 0, 1, false));
    }
}
