package grapevine.lab.control;

import static grapevine.lab.control.ProcessNetwork.PATIENCE;
import static grapevine.lab.control.ProcessNetwork.awaitEnd;
import static grapevine.lab.control.ProcessNetwork.kill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network is started while it is being stopped, and stopped while it is being started. */
class StartAndStopIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void a_start_while_a_stop_is_under_way_says_that() throws Exception {
        ProcessNetwork network = ProcessNetwork.start(shell, "circular", "-n", "3");
        long host = network.host();
        kill("-STOP", network.pids().get(1)); // so that the stop takes its time
        Shell.Running stop = shell.start("stop-network");
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> shell.file("gossip").path("isEnding").asBoolean());
        kill("-STOP", host); // so that it takes as long as this test does
        kill("-STOP", stop.process().pid()); // or it kills the host after a while

        Shell.Done start;
        String networks;
        try {
            start = start().done();
            networks = shell.run("networks").said();
        } finally {
            kill("-CONT", host);
            awaitEnd(List.of(host));
            kill("-CONT", stop.process().pid());
        }

        assertThat(start.err()).isEqualTo("network gossip is just being stopped; try again\n");
        assertThat(start.status()).isEqualTo(1);
        assertThat(networks).isEqualTo("gossip           is just being stopped\n");
        assertThat(stop.done().said()).isEqualTo("Gossip network stopped\n");
        start().done().said();
    }

    @Test
    void a_stop_before_the_process_of_a_network_has_taken_its_name_stops_it() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: there is no /proc, which tells of signals");
        Shell.Running start = start();
        ProcessHandle host = awaitHost(start.process());
        kill("-STOP", host.pid());

        Shell.Running stop = shell.start("stop-network");
        Awaitility.await().atMost(PATIENCE).until(() -> !stop.process().isAlive() || isToldToEnd(host.pid()));
        kill("-CONT", host.pid());

        assertThat(stop.done().said()).isEqualTo("Gossip network stopped\n");
        Shell.Done done = start.done();
        assertThat(done.err()).isEqualTo("network gossip was stopped while it started\n");
        assertThat(done.status()).isEqualTo(1);
    }

    private Shell.Running start() throws IOException {
        return shell.start("start-network", "circular", "-n", "3", "--ports-origin", "" + shell.ports);
    }

    /** As soon as it is there, which is some time before it takes the name. */
    private static ProcessHandle awaitHost(Process start) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> start.descendants().filter(StartAndStopIT::isHost).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isHost(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(arguments -> List.of(arguments).contains("grapevine.lab.host.HostMain"))
                .isPresent();
    }

    /** Whether SIGTERM waits for one that stands still. */
    private static boolean isToldToEnd(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("ShdPnd:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & (1L << 14)) != 0);
    }
}
