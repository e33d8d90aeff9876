package grapevine.lab.network;

import static grapevine.lab.network.RealNetwork.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows of daemons that were started by hand: each command as it stands there, but for the ports. */
class ReadmeByHandIT {
    private static final Pattern COMMAND = Pattern.compile(
            "`\\./grapevine ((?:story|status|list-peers|send-message) [^`]*)`|^\\$ \\./grapevine (.*)$",
            Pattern.MULTILINE);

    @Test
    void each_command_does_what_is_said_of_it() throws Exception {
        try (RealNetwork network = RealNetwork.withSeeds(3).startSeeds().startPeers(3)) {
            network.awaitWhole();
            NodeProcess killed = network.peers().get(0);
            NodeProcess asked = network.peers().get(2);
            Map<String, String> commands = new LinkedHashMap<>();
            Matcher command = COMMAND.matcher(part());
            while (command.find()) {
                String words = command.group(1) == null ? command.group(2) : command.group(1);
                commands.put(
                        words.split(" ", -1)[0],
                        words.replace("127.0.0.1:6001", killed.address().toString())
                                .replace("127.0.0.1:6003", asked.address().toString())
                                .replace(
                                        "127.0.0.1:5000",
                                        network.seed(1).address().toString()));
            }
            assertThat(commands).containsOnlyKeys("story", "status", "list-peers", "send-message", "why-dead");

            assertThat(typed(network, commands.get("story"))).contains("event=ready address=" + asked.address());
            assertThat(typed(network, commands.get("status"))).startsWith("role                             peer\n");
            assertThat(typed(network, commands.get("list-peers")))
                    .contains(killed.address().toString());
            assertThat(typed(network, commands.get("send-message")))
                    .isEqualTo("Message sent to " + asked.address() + "\n");
            RealNetwork.awaitLine(killed, "text=\"hello\"");
            network.kill(killed);
            eventually(() -> assertThat(typed(network, commands.get("why-dead")))
                    .startsWith(killed.address() + " is held for dead since "));
        }
    }

    private static String part() throws Exception {
        return Files.readString(RealNetwork.ROOT.resolve("README.md"))
                .split("(?m)^## A network by hand\n|^## A network with keys\n")[1];
    }

    private static String typed(RealNetwork network, String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", "sh '" + RealNetwork.ROOT.resolve("grapevine") + "' " + command)
                .directory(network.folder().toFile())
                .redirectErrorStream(true);
        builder.environment().put("GRAPEVINE_VERIFYING", "1");
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
