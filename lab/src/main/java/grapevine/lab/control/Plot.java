package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodesAnswer;
import grapevine.lab.picture.Pictures;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code plot}: pictures of a network as it is now. */
public final class Plot extends NetworkCommand {
    @Override
    public String name() {
        return "plot";
    }

    @Override
    public String summary() {
        return "Draw a network as it is now, into a file.";
    }

    @Override
    public String arguments() {
        return "FILE";
    }

    @Override
    public String description() {
        return "Draws who is linked with whom now into FILE, by its ending as SVG or PNG, and beside it, into another file,"
                + " how many nodes have how many links. Needs no display, but fonts.";
    }

    @Override
    public List<String> examples() {
        return List.of("plot network.svg", "plot network.png");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        if (line.getArgList().isEmpty()) {
            throw new UsageException("into which file? Its name is lacking");
        }
        atMost(line, 1);
        Path file = Path.of(line.getArgList().get(0));
        Pictures.kind(file);
        List<Path> written = draw(door(line), file);
        if (!printedAsJson(line, output, written.stream().map(Path::toString).toList())) {
            written.forEach(each -> output.out().println("drawn into " + each));
        }
    }

    static List<Path> draw(DoorClient door, Path file) throws UsageException, LabException, InterruptedException {
        NetworkAnswer network = door.get("/network", NetworkAnswer.class);
        return Pictures.write(
                file, network, door.get("/nodes", NodesAnswer.class).nodes());
    }
}
