package grapevine.lab.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.lab.console.Command;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Json;
import grapevine.lab.door.NetworkFile;
import grapevine.lab.live.NodeName;
import grapevine.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** What the commands have in common that ask at the door of a network: which network, how to answer, how to fail. */
abstract class NetworkCommand implements Command {
    static final String DEFAULT_NAME = "gossip";

    @Override
    public final Options options() {
        Options options = new Options();
        addOptions(options);
        return options.addOption(Option.builder()
                        .longOpt("name")
                        .hasArg()
                        .argName("NAME")
                        .desc(nameMeans())
                        .get())
                .addOption(Option.builder()
                        .longOpt("json")
                        .desc("The answer as JSON.")
                        .get());
    }

    /** What {@code --name} is for. */
    String nameMeans() {
        return "Which network; without it the only one there is, or of several " + DEFAULT_NAME + ".";
    }

    /** Adds those of this command alone. */
    void addOptions(Options options) {}

    @Override
    public final int run(CommandLine line, Output output) throws UsageException {
        try {
            answer(line, output);
            return 0;
        } catch (DoorClient.WrongRequest e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (LabException e) {
            output.err().println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Does it. */
    abstract void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException;

    // Which network

    /**
     * The network that is meant: the only one that runs; if none does, the only one that died and left its file.
     *
     * @throws UsageException if it can be any of several, none of which has the name that networks have by themselves
     */
    static NetworkFile meant(CommandLine line) throws LabException, UsageException {
        String told = line.getOptionValue("name");
        if (told != null) {
            return NetworkFile.of(told);
        }
        List<NetworkFile> running = running();
        List<NetworkFile> possible = running.isEmpty() ? dead() : running;
        if (possible.size() == 1) {
            return possible.get(0);
        }
        if (!possible.isEmpty()
                && possible.stream().noneMatch(each -> each.name().equals(DEFAULT_NAME))) {
            throw new UsageException("which network? There are "
                    + possible.stream().map(NetworkFile::name).collect(Collectors.joining(", "))
                    + " (--name says which)");
        }
        return NetworkFile.of(DEFAULT_NAME);
    }

    /** Those that a process holds. */
    static List<NetworkFile> running() throws LabException {
        List<NetworkFile> running = new ArrayList<>();
        for (NetworkFile file : NetworkFile.all()) {
            if (file.isHeld()) {
                running.add(file);
            }
        }
        return running;
    }

    private static List<NetworkFile> dead() throws LabException {
        List<NetworkFile> dead = new ArrayList<>();
        for (NetworkFile file : NetworkFile.all()) {
            if (file.read().isPresent()) {
                dead.add(file);
            }
        }
        return dead;
    }

    /** The door of the network that is meant. */
    static DoorClient door(CommandLine line) throws LabException, UsageException {
        NetworkFile file = meant(line);
        Optional<NetworkFile.Contents> found = file.read();
        boolean isHeld = file.isHeld();
        if (isHeld && found.filter(NetworkFile.Contents::isUp).isEmpty()) {
            throw new LabException("network " + file.name() + " " + notUp(found) + "; try again");
        }
        if (found.isEmpty() || !found.get().isUp()) {
            throw new LabException(none(file.name()));
        }
        if (!isHeld) {
            throw new LabException("network " + file.name() + " is gone: its process "
                    + found.get().pid() + " has ended (./grapevine start-network starts it again)");
        }
        return new DoorClient(file.name(), found.get());
    }

    /** Of a network that is held, and not up: at the very beginning nobody knows. */
    static String notUp(Optional<NetworkFile.Contents> found) {
        if (found.isEmpty()) {
            return "is just being started or stopped";
        }
        return found.get().isEnding()
                ? "is just being stopped"
                : "is being started, " + found.get().ready() + " nodes are ready";
    }

    static String none(String name) {
        return "there is no network " + Quoted.inLine(name) + " (./grapevine start-network starts one)";
    }

    // What was typed

    /** The node that is meant: its number, or its whole name. */
    static int node(CommandLine line) throws UsageException {
        List<String> arguments = line.getArgList();
        if (arguments.isEmpty()) {
            throw new UsageException("which node? Its number is lacking");
        }
        String text = arguments.get(0);
        String number = NodeName.numberIn(text);
        if (!number.matches("[0-9]{1,5}")) {
            throw new UsageException(Quoted.of(text) + " is no node, which is a number, such as 4");
        }
        return Integer.parseInt(number);
    }

    static void atMost(CommandLine line, int most) throws UsageException {
        if (line.getArgList().size() > most) {
            throw new UsageException("unexpected " + Quoted.of(line.getArgList().get(most)));
        }
    }

    static int number(CommandLine line, String option, int otherwise, int least, int most) throws UsageException {
        String text = line.getOptionValue(option);
        if (text == null) {
            return otherwise;
        }
        return number(text, "--" + option, least, most);
    }

    static int number(String text, String what, int least, int most) throws UsageException {
        if (!text.matches("-?[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new UsageException(what + ": " + Quoted.of(text) + " is not a number in " + least + ".." + most);
        }
        return Integer.parseInt(text);
    }

    /** One whose range somebody else knows. */
    static int whole(CommandLine line, String option, int otherwise) throws UsageException {
        String text = line.getOptionValue(option);
        return text == null ? otherwise : whole(text, "--" + option);
    }

    static int whole(String text, String what) throws UsageException {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new UsageException(what + ": " + Quoted.of(text) + " is no whole number of at most nine digits");
        }
        return Integer.parseInt(text);
    }

    // What is said

    /** Prints the answer as it came, if that is wanted. */
    static boolean printedAsJson(CommandLine line, Output output, Object answer) throws LabException {
        if (!line.hasOption("json")) {
            return false;
        }
        try {
            output.out().println(Json.objects().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            return true;
        } catch (JsonProcessingException e) {
            throw new LabException("cannot say that as JSON: " + e.getMessage());
        }
    }
}
