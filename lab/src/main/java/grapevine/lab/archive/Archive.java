package grapevine.lab.archive;

import grapevine.lab.console.Command;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.network.Network;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ./grapevine archive}: makes the files by which seeds, peers and the laboratory start faster. */
public final class Archive implements Command {
    private static final String INTO = "into";

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public String summary() {
        return "Make the class archives with which seeds, peers and the laboratory start twice as fast. Some seconds.";
    }

    @Override
    public String description() {
        return "Runs a seed and two peers on free ports of 127.0.0.1, in a temporary folder, and has the JVM write down the"
                + " classes they used, as seed.jsa and peer.jsa; and the same of a network of the laboratory, as command.jsa and host.jsa. Such a file serves this very Java and these very jars; to"
                + " any other it is as if it were not there. The other commands make it by themselves where it is missing.";
    }

    @Override
    public List<String> examples() {
        return List.of("archive", "archive --into archives");
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Option.builder()
                        .longOpt(INTO)
                        .hasArg()
                        .argName("DIR")
                        .desc("Where the files go; made if it is missing. Default: beside the jars.")
                        .get());
    }

    @Override
    public int run(CommandLine line, Output output) throws UsageException {
        List<String> rest = line.getArgList();
        if (!rest.isEmpty()) {
            throw new UsageException("unexpected " + rest.get(0));
        }
        try {
            Path jars = Network.jars();
            String into = line.getOptionValue(INTO);
            Path folder = into == null ? jars : Path.of(into);
            Recording.make(jars, folder);
            LaboratoryRecording.make(jars, folder);
            return 0;
        } catch (LabException e) {
            output.err().println("grapevine archive: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
