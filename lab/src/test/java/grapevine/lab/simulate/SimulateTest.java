package grapevine.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import grapevine.lab.report.Report;
import grapevine.lab.table.ResultsTable;
import grapevine.policy.Dissemination;
import grapevine.sim.Simulation;
import grapevine.sim.result.Effort;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.MixedFaults;
import grapevine.sim.scenario.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of the simulator. */
class SimulateTest {
    private static final String HINT = " (./grapevine simulate --help shows how)\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> written = new ArrayList<>();
    private final Commands commands = new Commands(List.of(new Simulate(List.of(
            new Keepsake("report", "DIR", "A report.", Report::in, (place, results, effort, command) -> {
                written.add(command);
                Files.writeString(place.resolve("here"), command);
            })))));

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    --peers 0 | --peers: "0" is not a whole number in 1..2000000
                    --peers banana | --peers: "banana" is not a whole number in 1..2000000
                    --peers 99999999999 | --peers: "99999999999" is not a whole number in 1..2000000
                    --peers | --peers lacks its value, N
                    --peers 5 --peers 6 | --peers is given more than once
                    --seeds 0 | --seeds: "0" is not a whole number in 1..64
                    --seed x | --seed: "x" is not a whole number in -2^63..2^63-1
                    --topology ring | --topology: "ring" is none of sibuya, top-half, preferential
                    --sampling random/push | --sampling: "random/push" is not PEER/PROPAGATION/VIEW, as in random/push-pull/head
                    --sampling random/shove/head | --sampling: "shove" is none of none, push, pull, push-pull
                    --sampling-period 1ms | sampling-period=1 ms is outside 10 ms..1 day
                    --view-size 129 | --view-size: "129" is not a whole number in 2..128
                    --links 65 | --links: "65" is not a whole number in 1..64
                    --degree-cap 2 | --degree-cap: "2" is not a whole number in 3..4096
                    --heap 48 | --heap: "48" is not a size such as 512KiB, 64MiB or 1GiB
                    --crypto fast | --crypto: "fast" is none of model, real
                    --at 5s revoke=1 | "5s revoke=1" takes a network with keys, and without crypto it has none
                    --at 5s forged-messages=3:60s | "5s forged-messages=3:1m" takes a network with keys, and without crypto it has none
                    --at 5s replays=3:60s | "5s replays=3:1m" takes a network with keys, and without crypto it has none
                    --at 5s stolen-addresses=3 | --at 5s stolen-addresses=3: stolen-addresses lacks its time, as in stolen-addresses=3:60s
                    --at 5s lying-seeds=2:9s | "5s lying-seeds=2:9s" leaves no majority of honest seeds: there are 3
                    --at 5s lying-seeds=4:9s | "5s lying-seeds=4:9s" strikes 4 seeds, and there are 3
                    --crypto model --at 5s revoke=100% | "5s revoke=100%" strikes 100 peers and leaves nobody: there are 100 left
                    --heap 3MiB | heap=3145728 bytes is outside 4 MiB..64 GiB
                    --heap 65GiB | heap=69793218560 bytes is outside 4 MiB..64 GiB
                    --messages 100001 | --messages: "100001" is not a whole number in 0..100000
                    --payload 65537 | --payload: "65537" is not a whole number in 1..65536
                    --view-size big | --view-size: "big" is not a whole number in 2..128
                    --latency 80ms..20ms | latency=80ms..20ms ends before it begins
                    --latency soon | --latency: "soon" is not a time such as 500ms, 13s or 2m
                    --latency 20ms.. | --latency: "20ms.." is not a time or two, such as 20ms..80ms
                    --join 5s --join-every 1s | --join and --join-every are both given, and each says when peers start
                    --senders 5 --peers 4 | senders=5 is outside 1..4, the peers
                    --peers 1 | messages=10 have nobody to go to: of 1 peer it is messages=0
                    --churn 1001% | --churn: "1001%" is above 1000 %
                    --drop 101% | --drop: "101%" is above 100 %
                    --drop 1.5 | --drop: "1.5" is above 100 %
                    --stall -1% | --stall: "-1%" is not a share such as 5% or 0.05
                    --break lots | --break: "lots" is not a share such as 5% or 0.05
                    --delay 200%:1s | --delay: "200%" is above 100 %
                    --delay 10% | --delay: "10%" is not P:TIME, such as 10%:300ms
                    --drop 1% --for 60s | for=1m leaves no time for churn and link faults, which cease 1m before the end
                    --at 5s crash=101% | --at 5s crash=101%: "101%" is above 100 %
                    --at 5s crash=0 | --at 5s crash=0: "0" is nobody: an amount is above 0
                    --at 5s crash=0.0% | --at 5s crash=0.0%: "0.0%" is nobody: an amount is above 0
                    --at 5s crash | --at 5s crash: crash lacks what comes after its =, as in crash=30%
                    --at 5s crash=x | --at 5s crash=x: "x" is neither a number such as 5 nor a share such as 30%
                    --at 5s crash=5:1m | --at 5s crash=5:1m: crash takes no time, and "5:1m" has one after its colon
                    --at 5s crash=101 | "5s crash=101" strikes 101 peers, and there are 100
                    --at 5s crash=100% | "5s crash=100%" strikes 100 peers and leaves nobody: there are 100 left
                    --at 9s crash=60 --at 5s power-off=60 | "9s crash=60" strikes 60 peers and leaves nobody: there are 40 left
                    --at 5s flood=1 | --at 5s flood=1: "flood" is none of crash, power-off, kill-hubs, partition, freeze, sleep, liars, seeds-down, seeds-wiped, wrong-clocks, clock-year, narrow, false-registrations, brakes, thin, invented-origins, floods, revoke, forged-messages, replays, stolen-addresses, withheld, lying-seeds
                    --at 5s thin=1:64:3m | --at 5s thin=1:64:3m: "64" is no rate such as 64kbit
                    --at 5s clock-year=1 | --at 5s clock-year=1: clock-year lacks its year, as in clock-year=20%:1970
                    --at 5s clock-year=1:1969 | --at 5s clock-year=1:1969: "1969" is not a whole number in 1970..2106
                    --at 5s invented-origins=0:9s | --at 5s invented-origins=0:9s: "0" is not a whole number in 1..1000000
                    --at 5s invented-origins=9 | --at 5s invented-origins=9: invented-origins lacks its time, as in invented-origins=20000:60s
                    --at 5s floods=9:100:9s | --at 5s floods=9:100:9s: "100" is no rate such as 100/s
                    --at 5s floods=9:0/s:9s | --at 5s floods=9:0/s:9s: "0" is not a whole number in 1..100000
                    --at 5s floods=9:9/s | --at 5s floods=9:9/s: floods lacks its time, as in floods=10%:100/s:60s
                    --at 5s freeze=1 | --at 5s freeze=1: freeze lacks its time, as in freeze=10%:20s
                    --at 5s freeze=1:0s | --at 5s freeze=1:0s: "0s" is no time here: it is above 0s
                    --at 5s seeds-down=1:0s | --at 5s seeds-down=1:0s: "0s" is no time here: it is above 0s
                    --at 5s seeds-down=1: | --at 5s seeds-down=1:: seeds-down lacks its time, as in seeds-down=2:60s
                    --at 5s crash=. | --at 5s crash=.: "." is neither a number such as 5 nor a share such as 30%
                    --at 5s seeds-down=0 | --at 5s seeds-down=0: "0" is not a whole number in 1..64
                    --at 5s seeds-down=4 | "5s seeds-down=4" strikes 4 seeds, and there are 3
                    --at 5s partition=50/40:1m | --at 5s partition=50/40:1m: shares of a partition are two or more, each at least 1, and 100 together, not 90
                    --at 5s partition=100:1m | --at 5s partition=100:1m: "100" is not two shares or more, such as 50/50
                    --at 5s partition=50/50:1m --at 30s partition=50/50:1m | "30s partition=50/50:1m" begins before "5s partition=50/50:1m" is over
                    --at 5s crash=5 --for 4s | "5s crash=5" is over at 5s, and the run at 4s
                    --at 5s | --at takes TIME FAULT, and there is only "5s"
                    --at=5s | --at takes TIME FAULT, and there is only "5s"
                    --at crash=5 --for 4s | --at takes TIME FAULT, and there is only "crash=5"
                    --at crash=5 5s | --at crash=5 5s: "crash=5" is not a time such as 500ms, 13s or 2m
                    --soak 5 --peers 7 | --soak draws its scenarios itself: --peers does not go with it
                    --soak 0 | --soak: "0" is not a whole number in 1..9999999
                    --report a --report b | --report is given more than once
                    --soak 5 --report x | --soak draws its scenarios itself: --report does not go with it
                    """)
    void what_cannot_be_is_told_in_one_line(String args, String line) {
        assertThat(run(args.split(" "))).isEqualTo(2);

        assertThat(text(err)).isEqualTo(line + HINT);
        assertThat(text(out)).isEmpty();
    }

    @Test
    void whatever_is_given_is_told_in_one_line() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        String broken = "5\nbroken: \u001b[31m";
        List<String[]> calls = new ArrayList<>();
        for (Option option : new Simulate(List.of()).options().getOptions()) {
            if (option.getArgs() == 1) {
                calls.add(new String[] {"--" + option.getLongOpt(), broken});
            }
        }
        calls.add(new String[] {"--at", broken, "crash=1"});
        calls.add(new String[] {"--at", "5s", broken});
        calls.add(new String[] {"--at", "5s", "crash=" + broken});
        calls.add(new String[] {"--at", "5s", "freeze=1:" + broken});
        calls.add(new String[] {"--at", "5s", "partition=50/" + broken + ":1m"});
        calls.add(new String[] {"--at", broken});
        calls.add(new String[] {"--report", "\0" + broken});
        calls.add(new String[] {"--report", folder.resolve("file") + "/" + broken});
        calls.add(new String[] {"--delay", "10%:" + broken});
        calls.add(new String[] {"--latency", "10ms.." + broken});
        calls.add(new String[] {"--sampling", "random/push/" + broken});
        calls.add(new String[] {"--" + broken});
        calls.add(new String[] {broken});
        for (String[] call : calls) {
            assertThat(run(call)).as(Arrays.toString(call)).isEqualTo(2);

            assertThat(text(err)).as(Arrays.toString(call)).hasLineCount(1).doesNotContain("\u001b");
        }
    }

    @Test
    void a_report_that_cannot_be_written_is_told_before_the_run() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(run("--report", file.toString())).isEqualTo(2);
        assertThat(text(err)).isEqualTo("--report: \"" + file + "\" is no folder that can be written" + HINT);
        assertThat(run("--report", file.resolve("below").toString())).isEqualTo(2);
    }

    @Test
    void a_report_goes_nowhere_without_a_name() {
        assertThat(run("--report", "")).isEqualTo(2);
        assertThat(text(err)).isEqualTo("--report: \"\" is no name of a file" + HINT);
    }

    @Test
    void what_was_never_looked_at_did_not_hold() {
        assertThat(run("--peers", "4", "--latency", "5s")).isEqualTo(1);
        assertThat(text(out)).containsPattern("older-link +0 times, never looked at\n");
        assertThat(text(err))
                .contains("not shown: the network did not form, so that there was nothing to look at for older-link, ")
                .doesNotContain("broken: older-link");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"drop", "blackhole", "break", "stall"})
    void a_run_in_which_nobody_could_publish_says_so_and_failed(String fault) {
        assertThat(run("--peers", "12", "--messages", "2", "--" + fault, "100%"))
                .isEqualTo(1);
        assertThat(text(out)).contains("0 of 2");
        assertThat(text(err).lines().filter(line -> line.startsWith("not shown: ")))
                .containsExactly("not shown: nobody could publish when messages were due,"
                        + " so that there was nothing to look at for no-duplicate, order, delivery;"
                        + " with fewer faults somebody can");
    }

    @Test
    void the_lowest_cap_is_enough_for_a_network() {
        assertThat(run("--degree-cap", "3")).isZero();
    }

    @Test
    void without_any_seed_nobody_is_struck_off_and_that_is_no_failure() {
        assertThat(run("--peers", "4", "--seeds", "1", "--at", "5s", "seeds-down=1"))
                .isZero();
    }

    @Test
    void a_run_prints_a_table_of_80_columns_and_says_what_it_cost_elsewhere() {
        assertThat(run("--peers", "12", "--at", "5s", "crash=3", "--for", "20s"))
                .isZero();

        assertThat(text(out))
                .contains("12 peers, 3 seeds, sibuya", "Overlay at the end", "9 up", "<- crash=3", "10 of 10");
        assertThat(text(out).lines()).allMatch(line -> line.length() <= 80);
        assertThat(text(err)).contains("virtual s took", "had reached everybody after another", "events");
    }

    @Test
    void what_views_are_like_is_told_to_who_asks() {
        assertThat(output("--peers", "12")).doesNotContain("Partial views");

        assertThat(output(
                        "--peers", "12", "--sampling", "tail/push/head", "--sampling-period", "5s", "--view-size", "4"))
                .contains("Partial views at the end", "tail/push/head, 4 entries, every 5s")
                .containsPattern(
                        "views with a peer +mean [0-9.]+, deviation \\(sd\\) [0-9.]+, fewest [0-9]+, most [0-9]+\n")
                .containsPattern("clustering +0\\.[0-9]{3} of the pairs")
                .doesNotContain("after the crash");
        assertThat(output("--peers", "12", "--view-size", "8", "--at", "5s", "crash=50%"))
                .containsPattern("after the crash +[0-9.]+ %; (never )?below 1 %");
    }

    @Test
    void what_was_not_measured_is_not_printed() {
        Scenario scenario = Scenario.builder().peers(3).messages(0).build();
        Results results = new Simulation(scenario).run(new Simulation.Onlooker() {});
        Duration second = Duration.ofSeconds(1);

        assertThat(ResultsTable.effort(results, new Effort(second, second, second, 4000)))
                .contains("had reached everybody after another 1.0 real s", "4,000 bytes of memory a peer");
        assertThat(ResultsTable.effort(results, new Effort(second, second, Duration.ZERO, 0)))
                .doesNotContain("first message", "bytes of memory");
    }

    @Test
    void the_latency_of_a_single_message_is_printed() {
        assertThat(run("--peers", "12", "--messages", "1")).isZero();

        assertThat(text(out)).containsPattern("latency +p50 [1-9][0-9]* ms");
    }

    @Test
    void the_same_options_give_the_same_output_and_another_seed_number_another() {
        String[] options = {"--peers", "20", "--drop", "1%", "--at", "5s", "crash=20%", "--transcript", "--wire"};

        String once = output(options);

        assertThat(output(options)).isEqualTo(once).contains(" Hello grapevine/1 ", "started", "killed");
        String[] other = {
            "--peers", "20", "--drop", "1%", "--at", "5s", "crash=20%", "--transcript", "--wire", "--seed", "2"
        };
        assertThat(output(other)).isNotEqualTo(once);
    }

    @Test
    void a_transcript_tells_what_nodes_report_in_the_words_of_their_logs() {
        assertThat(output("--peers", "2", "--messages", "1", "--transcript"))
                .containsPattern(
                        " 10\\.0\\.0\\.2:6000 event=link_made neighbour=10\\.0\\.0\\.1:6000 degree_seen=[0-9]+ older=true"
                                + " dialled=true links=1\n")
                .containsPattern(
                        " event=message_received id=[0-9:.]+ from=10\\.0\\.0\\.[12]:6000 origin=10.* bytes=[0-9]+"
                                + " text=\"message 1 [.]+\"\n")
                .doesNotContain("LinkMade[");
    }

    @Test
    void what_is_kept_gets_the_command_that_replays_the_run() throws IOException {
        String args =
                "--peers 12 --view-size 9 --sampling-period 9s --latency 1ms..5ms --join 3s --at 1s freeze=2:9s --at 20s partition=40/60:12s --stall 2.5% --heap 48MiB --crypto model --at 9s replays=1:9s"
                        + " --delay 10%:300ms --churn 30% --for 2m";

        assertThat(run((args + " --report " + folder.resolve("new")).split(" ")))
                .isZero();

        assertThat(written).hasSize(1);
        assertThat(Files.readString(folder.resolve("new/here"))).isEqualTo(written.get(0));
        assertThat(written.get(0)).startsWith("./grapevine simulate --seed 1 --peers 12");
        String table = text(out);
        assertThat(output(written.get(0).replace("./grapevine simulate ", "").split(" ")))
                .isEqualTo(table);
    }

    @Test
    void each_scenario_drawn_at_random_can_be_typed_again() throws Exception {
        for (long seed = 1; seed <= 3000; seed++) {
            Scenario drawn = MixedFaults.scenario(seed, Dissemination.TREE, seed % 2 == 0);
            String command = ScenarioCommand.of(drawn);
            List<String> words = List.of(command.split(" "));

            CommandLine line = new DefaultParser()
                    .parse(
                            new Simulate(List.of()).options(),
                            words.subList(2, words.size()).toArray(String[]::new));

            assertThat(ScenarioCommand.of(ScenarioOptions.read(line))).isEqualTo(command);
        }
    }

    @Test
    void a_soak_runs_scenarios_drawn_at_random_and_sums_them_up() {
        assertThat(run("--soak", "1", "--seed", "5")).isZero();

        assertThat(text(out)).matches("1 scenarios from seed number 5, [0-9,]+ events: 0 failed\n");
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("simulate"));
        all.addAll(List.of(args));
        out.reset();
        err.reset();
        return commands.run(all, new Output(print(out), print(err)));
    }

    private String output(String... args) {
        assertThat(run(args)).as(text(err)).isZero();
        return text(out);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
