package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two who ask, as two processes would, are never given the same port, though nobody listens there yet. */
class FreePortsTest {
    @Test
    void what_one_was_given_no_other_is_given_until_both_need_more_than_a_block() throws Exception {
        FreePorts one = new FreePorts();
        FreePorts other = new FreePorts();
        List<Integer> given = new ArrayList<>();

        for (int i = 0; i < 2 * PortBlock.SIZE; i++) {
            given.add(one.another());
            given.add(other.another());
        }

        assertThat(given)
                .doesNotHaveDuplicates()
                .allMatch(port -> port > PortBlock.LOWEST && port < PortBlock.HIGHEST)
                .noneMatch(port -> port % PortBlock.SIZE == 0); // there a holder listens
    }

    @Test
    void a_port_where_a_program_listens_that_did_not_ask_is_passed_over() throws Exception {
        FreePorts ports = new FreePorts();
        int before = ports.another();
        try (ServerSocket stranger = new ServerSocket(before + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ports.another()).isGreaterThan(stranger.getLocalPort());
        }
    }

    @Test
    void a_block_has_no_port_of_a_range_that_is_for_somebody_else() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (PortBlock block = PortBlock.takeOutside(21_150, 30_950)) {
                assertThat(block.first()).matches(first -> first + 99 < 21_150 || first > 30_950);
            }
        }
    }

    @Test
    void a_block_has_its_ports_in_a_row_and_is_had_by_one_until_it_is_given_back() throws Exception {
        int first;
        try (PortBlock one = PortBlock.take();
                PortBlock other = PortBlock.take()) {
            first = one.first();
            assertThat(other.first()).isNotEqualTo(first);
            assertThat(one.last()).isEqualTo(first + 99);
            assertThat(PortBlock.isFree(first)).isFalse();
        }
        // Another process may take it at once, and gives it back.
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> PortBlock.isFree(first));
    }

    @Test
    void a_look_at_a_port_does_not_take_it_though_processes_start_meanwhile() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Future<?> starting = CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                start("true");
            }
        });
        try (PortBlock block = PortBlock.take()) {
            for (int look = 0; look < 20_000 && !starting.isDone(); look++) {
                assertThat(PortBlock.isFree(block.first() + 1))
                        .as("look %d", look)
                        .isTrue();
            }
        } finally {
            isOver.set(true);
        }
        starting.get(60, TimeUnit.SECONDS);
    }

    private static void start(String program) {
        try {
            new ProcessBuilder(program).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
