package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.CodeAnswer;
import grapevine.lab.door.NetworkFile;
import grapevine.node.Quoted;
import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code watch}: where a browser shows the network. */
public final class Watch extends NetworkCommand {
    @Override
    public String name() {
        return "watch";
    }

    @Override
    public String summary() {
        return "Say where a browser shows a network live.";
    }

    @Override
    public String description() {
        return "Prints the address of the page that shows a network live: its nodes and links, messages as they travel,"
                + " counters over time, what happened; and where nodes are frozen, killed, added and removed. The address"
                + " lets one browser in, within ten minutes; it is on this machine and needs no other.";
    }

    @Override
    public List<String> examples() {
        return List.of("watch", "watch --open", "watch --name second");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder()
                .longOpt("open")
                .desc("Open it in the browser that BROWSER names, else in that of this desktop.")
                .get());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        atMost(line, 0);
        CodeAnswer code = door(line).post("/codes", null, CodeAnswer.class);
        if (!printedAsJson(line, output, code)) {
            output.out().println(code.address());
        }
        if (line.hasOption("open")) {
            open(meant(line), code.address());
        }
    }

    /** What is opened is a file that leads there: others can see what a browser is started with. */
    private static void open(NetworkFile network, String address) throws LabException {
        String browser = System.getenv("BROWSER");
        if (browser != null && !browser.isBlank()) {
            start(browser, network.redirect(address));
            return;
        }
        if (!Desktop.isDesktopSupported() || !Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            throw new LabException("there is no desktop here with a browser; the address is above");
        }
        try {
            Desktop.getDesktop().browse(network.redirect(address));
        } catch (IOException e) {
            throw new LabException("the browser does not open: " + e.getMessage());
        }
    }

    private static void start(String browser, URI page) throws LabException {
        try {
            new ProcessBuilder(browser, page.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new LabException("BROWSER=" + Quoted.of(browser) + " does not start: " + e.getMessage());
        }
    }
}
