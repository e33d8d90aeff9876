package grapevine.lab.demo;

import grapevine.lab.console.Command;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.Progress;
import grapevine.lab.console.Screen;
import grapevine.lab.console.UsageException;
import grapevine.lab.network.Network;
import grapevine.node.Quoted;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ./grapevine demo}: a small network of real processes, shown from its first seed to its last goodbye. */
public final class Demo implements Command {
    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "Start a network on this machine and watch it: it forms, gossips, loses a peer, heals. Half a minute.";
    }

    @Override
    public String description() {
        return "Starts 3 seeds and 8 peers as processes on free ports of 127.0.0.1, in a temporary folder, and tells what"
                + " their logs say: how they find each other and gossip, how the one with the most links is killed and the"
                + " others notice and heal, how everybody leaves. At the end it counts from the logs what was delivered."
                + " The exit status is 0 only if nothing was missing and the peers were one network. Nothing is left"
                + " behind, also after Ctrl-C.";
    }

    @Override
    public List<String> examples() {
        return List.of("demo", "demo --keep", "demo --keys mine");
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Option.builder()
                        .longOpt("keep")
                        .desc("Keep the folder with the logs, and say where it is.")
                        .get())
                .addOption(Option.builder()
                        .longOpt("keys")
                        .hasArg()
                        .argName("DIR")
                        .desc(
                                "A closed network, with keys that are made in DIR for its nodes. DIR is that of keys network,"
                                        + " with its authority.")
                        .get())
                .addOption(Option.builder()
                        .longOpt("no-color")
                        .desc("No colours; the variable NO_COLOR says the same.")
                        .get());
    }

    private static Cast cast(CommandLine line, Output output) throws UsageException, LabException {
        String directory = line.getOptionValue("keys");
        if (directory == null) {
            return Cast.open();
        }
        if (directory.isEmpty()) {
            throw new UsageException("--keys: which directory? That of keys network");
        }
        try (Progress progress = Progress.on(output.err(), "making keys")) {
            Cast cast = Cast.closed(Path.of(directory), DemoRun.SEEDS, DemoRun.PEERS, progress::to);
            cast.replaced().forEach(each -> progress.say(output.err(), each));
            return cast;
        } catch (InvalidPathException e) {
            throw new UsageException("--keys: " + Quoted.of(directory) + " is no path");
        }
    }

    @Override
    public int run(CommandLine line, Output output) throws UsageException {
        Screen screen = Screen.ofProcess(output.out(), !line.hasOption("no-color"));
        try {
            return DemoRun.show(screen, Network.jars(), cast(line, output), line.hasOption("keep")) ? 0 : 1;
        } catch (LabException e) {
            output.err().println("grapevine demo: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
