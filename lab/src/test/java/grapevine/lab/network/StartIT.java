package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Daemons that cannot start say why in one line, and by their exit status whose fault it is. */
class StartIT {
    @TempDir
    private Path directory;

    @BeforeEach
    void threeSeedsAreConfigured() throws Exception {
        Files.writeString(directory.resolve("config.txt"), "127.0.0.1:19001\n127.0.0.1:19002\n127.0.0.1:19003\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed.jar", "peer.jar"})
    void a_port_that_is_taken_is_named_with_status_1(String jar) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            Jar run = Jar.run(jar, directory, port);

            assertOneLine(run, 1, port);
        }
    }

    @Test
    void a_port_that_is_no_number_is_quoted_with_status_2() throws Exception {
        assertOneLine(Jar.run("peer.jar", directory, "six"), 2, "\"six\"");
    }

    @Test
    void a_port_outside_the_range_is_quoted_with_status_2() throws Exception {
        assertOneLine(Jar.run("seed.jar", directory, "70000"), 2, "\"70000\" is outside 1..65535");
    }

    @Test
    void without_a_port_and_without_a_terminal_there_is_a_usage_line_with_status_2() throws Exception {
        assertOneLine(Jar.run("peer.jar", directory), 2, "usage: java -jar peer.jar PORT");
    }

    @Test
    void a_peer_on_the_port_of_a_seed_is_refused_with_status_2() throws Exception {
        assertOneLine(Jar.run("peer.jar", directory, "19002"), 2, "127.0.0.1:19002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed.jar", "peer.jar"})
    void a_missing_list_of_seeds_is_named_with_status_2(String jar) throws Exception {
        assertOneLine(Jar.run(jar, directory, "19010", "--config", "nowhere.txt"), 2, "nowhere.txt");
    }

    @Test
    void an_empty_list_of_seeds_is_named_with_status_2() throws Exception {
        Files.writeString(directory.resolve("empty.txt"), "# nobody\n");

        assertOneLine(Jar.run("peer.jar", directory, "19010", "--config", "empty.txt"), 2, "empty.txt names no seed");
    }

    @Test
    void a_seed_without_a_port_is_named_with_its_line_number_and_status_2() throws Exception {
        Files.writeString(directory.resolve("odd.txt"), "# seeds\n127.0.0.1:5000\n127.0.0.1\n");

        assertOneLine(Jar.run("seed.jar", directory, "19010", "--config", "odd.txt"), 2, "odd.txt:3: \"127.0.0.1\"");
    }

    @Test
    void a_seed_that_is_listed_twice_does_no_harm_and_is_said() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(1)) {
            String seed = network.seedAddresses().get(0).toString();
            Files.writeString(network.folder().resolve("twice.txt"), seed + "\n" + seed + "\n");

            NodeProcess peer = network.launchPeer("--config", "twice.txt");

            RealNetwork.awaitLine(peer, "event=setting_doubtful");
            RealNetwork.awaitLine(peer, "event=seeds_found count=1");
        }
    }

    @Test
    void an_unknown_option_is_quoted_with_status_2() throws Exception {
        assertOneLine(Jar.run("peer.jar", directory, "19010", "--colour"), 2, "unknown option \"--colour\"");
    }

    @Test
    void an_option_with_a_wrong_value_is_quoted_with_status_2() throws Exception {
        assertOneLine(Jar.run("peer.jar", directory, "19010", "--lease", "soon"), 2, "--lease \"soon\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed.jar", "peer.jar"})
    void a_log_directory_that_cannot_be_is_named_with_status_1(String jar) throws Exception {
        // Below a file: even root cannot make a directory there.
        Files.writeString(directory.resolve("file"), "");

        assertOneLine(Jar.run(jar, directory, "19010", "--log-dir", "file/logs"), 1, "file");
    }

    @Test
    void a_data_directory_that_cannot_be_is_named_with_status_1_and_nothing_is_logged() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        String port = String.valueOf(Network.freeAddress().port());

        assertOneLine(Jar.run("peer.jar", directory, port, "--data", "file"), 1, "cannot write to file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed.jar", "peer.jar"})
    void help_and_version_are_printed_with_status_0(String jar) throws Exception {
        Jar help = Jar.run(jar, directory, "--help");
        Jar version = Jar.run(jar, directory, "--version");

        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("usage: java -jar " + jar + " PORT").contains("--network NAME");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(version.status()).isZero();
        assertThat(version.out()).matches("grapevine (seed|peer) [0-9.]+\\S*\n");
    }

    @Test
    void wrong_use_of_the_launcher_s_program_is_one_line_with_status_2() throws Exception {
        assertOneLine(Jar.run("grapevine.jar", directory, "dmeo"), 2, "unknown command \"dmeo\"");
        assertOneLine(Jar.run("grapevine.jar", directory, "demo", "--kep"), 2, "unknown option \"--kep\"");
        assertOneLine(Jar.run("grapevine.jar", directory, "demo", "now"), 2, "unexpected \"now\"");
    }

    private void assertOneLine(Jar run, int status, String text) throws Exception {
        assertThat(run.err()).contains(text).endsWith("\n");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(status);
        try (var files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".log"));
        }
    }
}
