package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpHostTest {
    private final Stage stage = Stage.withEpoll();

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void two_nodes_talk() {
        Stage.Actor server = stage.actor();
        Stage.Actor client = stage.actor();
        server.probe.onMessage = (talk, message) -> server.probe.effects.send(talk.link, message);

        Probe.Talk talk = client.dial(server.address());
        client.tell(probe -> probe.effects.send(talk.link, new Message.Noted("hello")));

        await().untilAsserted(() -> assertThat(talk.heard).containsExactly(new Message.Noted("hello")));
        assertThat(talk.fate).containsExactly("opened");
        assertThat(talk.link.remoteIp()).isEqualTo(Ip.LOOPBACK);
        assertThat(server.probe.accepted.get(0).link.remoteIp()).isEqualTo(Ip.LOOPBACK);
    }

    @Test
    void the_node_starts_in_its_lane_and_leaves_when_told() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Stage.Actor node = stage.actor(settings -> settings.onStopped(() -> stopped.complete(null)));

        node.host.leave();

        assertThat(stopped).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(node.probe.story).containsExactly("start", "leave");
    }

    @Test
    void a_port_that_is_taken_is_said_in_one_line() {
        Address taken = stage.actor().address();

        assertThatThrownBy(() -> TcpHost.listen(HostSettings.builder("second", stage.jobs, stage.loops)
                        .listenOn(taken.ip(), taken.port())
                        .build()))
                .isInstanceOf(ListenException.class)
                .hasMessage("cannot listen on " + taken + ": address already in use");
    }

    @Test
    void an_address_of_another_machine_is_said_in_one_line() {
        assertThatThrownBy(() -> TcpHost.listen(HostSettings.builder("foreign", stage.jobs, stage.loops)
                        .listenOn(Ip.parse("192.0.2.1"), 5000)
                        .build()))
                .isInstanceOf(ListenException.class)
                .hasMessage("cannot listen on 192.0.2.1:5000: not an address of this machine");
    }

    @Test
    void closing_ends_every_link_and_frees_the_port_at_once() throws ListenException {
        Stage.Actor server = stage.actor();
        Stage.Actor client = stage.actor();
        Probe.Talk talk = client.dial(server.address());
        await().until(() -> server.probe.accepted.size() == 1 && !talk.fate.isEmpty());

        server.host.close();
        server.host.close();

        HostSettings again = HostSettings.builder("again", stage.jobs, stage.loops)
                .listenOn(server.address().ip(), server.address().port())
                .build();
        try (TcpHost second = TcpHost.listen(again)) {
            assertThat(second.localAddress()).isEqualTo(server.address());
        }
        await().untilAsserted(
                        () -> assertThat(talk.fate).hasSize(2).last().asString().startsWith("lost"));
        assertThat(server.probe.accepted.get(0).fate).isEmpty();
        assertThat(server.host.execute(now -> {})).isFalse();
    }

    @Test
    void a_port_is_free_when_its_host_has_closed_also_without_epoll() throws ListenException {
        try (Stage nio = Stage.withNio()) {
            int port = 0;
            for (int i = 0; i < 500; i++) {
                HostSettings settings = HostSettings.builder("again", nio.jobs, nio.loops)
                        .listenOn(Ip.LOOPBACK, port)
                        .build();
                try (TcpHost host = TcpHost.listen(settings)) {
                    port = host.localAddress().port();
                }
            }
        }
    }

    @Test
    void a_job_that_throws_stops_that_node_and_no_other() {
        CompletableFuture<Throwable> crash = new CompletableFuture<>();
        Stage.Actor broken = stage.actor(settings -> settings.onCrashed(crash::complete));
        Stage.Actor other = stage.actor();
        Probe.Talk toBroken = other.dial(broken.address());
        Probe.Talk toItself = other.dial(other.address());
        broken.probe.onMessage = (talk, message) -> {
            throw new IllegalStateException("planted");
        };

        other.tell(probe -> {
            probe.effects.send(toBroken.link, new Message.Left());
            probe.effects.send(toItself.link, new Message.Left());
        });

        assertThat(crash).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(crash.join()).hasMessage("planted");
        await().untilAsserted(() ->
                assertThat(toBroken.fate).hasSize(2).last().asString().startsWith("lost"));
        await().untilAsserted(
                        () -> assertThat(other.probe.accepted.get(0).heard).hasSize(1));
        assertThat(broken.host.execute(now -> {})).isFalse();
    }

    @Test
    void an_effect_outside_of_an_event_is_refused() {
        Stage.Actor node = stage.actor();

        assertThatThrownBy(() -> node.probe.effects.armTimer(5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_last_armed_time_is_the_one_that_counts() {
        Stage.Actor node = stage.actor();

        List<Long> dues = new CopyOnWriteArrayList<>();
        node.host.execute(now -> {
            node.probe.effects.armTimer(now + 60_000);
            node.probe.effects.armTimer(now + 20);
            node.probe.effects.armTimer(now + 60);
            dues.add(now + 60);
        });

        await().until(() -> !node.probe.timers.isEmpty());
        assertThat(node.probe.timers.get(0)).isGreaterThanOrEqualTo(dues.get(0));
        node.host.execute(now -> {
            node.probe.effects.armTimer(now + 50);
            node.probe.effects.armTimer(now - 5);
        });
        await().until(() -> node.probe.timers.size() == 2);
    }

    @Test
    void two_thousand_links_are_held_at_once() {
        Stage.Actor server = stage.actor();
        Stage.Actor client = stage.actor(settings -> settings.connectTimeout(Duration.ofSeconds(30)));
        server.probe.onMessage = (talk, message) -> server.probe.effects.send(talk.link, message);

        List<Probe.Talk> talks = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            talks.add(client.dial(server.address()));
        }
        client.tell(probe -> talks.forEach(talk -> probe.effects.send(talk.link, new Message.Left())));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(talks)
                        .filteredOn(talk -> talk.heard.size() != 1)
                        .extracting(talk -> talk.fate)
                        .isEmpty());
        assertThat(server.probe.accepted).hasSize(2_000);
        assertThat(talks).allMatch(talk -> talk.fate.equals(List.of("opened")));
    }
}
