package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import grapevine.lab.network.PortBlock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortOwnerTest {
    @BeforeEach
    void onLinux() {
        assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "skipped: there is no /proc, which tells of sockets");
    }

    @Test
    void who_listens_is_told_by_the_command_and_the_number_of_its_process() throws Exception {
        String command = Files.readString(Path.of("/proc/self/comm")).strip();
        String expected =
                " by " + command + " (process " + ProcessHandle.current().pid() + ")";

        try (ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket everywhere = new ServerSocket(0)) {
            assertThat(PortOwner.words(here.getLocalPort())).isEqualTo(expected);
            assertThat(PortOwner.words(everywhere.getLocalPort())).isEqualTo(expected);
        }
    }

    @Test
    void of_a_port_that_nobody_has_nothing_is_told() throws Exception {
        try (PortBlock block = PortBlock.take()) {
            assertThat(PortOwner.words(block.first() + 1)).isEmpty();
        }
    }
}
