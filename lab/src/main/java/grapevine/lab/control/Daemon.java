package grapevine.lab.control;

import grapevine.keys.KeysException;
import grapevine.keys.NodeKeys;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.network.LogLine;
import grapevine.lab.network.Poll;
import grapevine.lab.network.Question;
import grapevine.node.Quoted;
import grapevine.wire.Address;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** A node that is known by its address, as those are that were started by hand: it is asked itself. */
final class Daemon {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String KEYS = "keys";

    private final Address address;
    private final boolean hasKeys;
    private final Question question;

    /** @param keys with which it is asked; null if it has none */
    Daemon(Address address, @Nullable NodeKeys keys) {
        this.address = address;
        this.hasKeys = keys != null;
        this.question = new Question(PATIENCE, keys);
    }

    static Option keysOption() {
        return Option.builder()
                .longOpt(KEYS)
                .hasArg()
                .argName("DIR")
                .desc(
                        "For the address of a node that has keys: those of whoever asks, made by keys node --role operator.")
                .get();
    }

    /** The keys that are meant, null if none are. */
    static @Nullable NodeKeys keys(CommandLine line) throws UsageException, LabException {
        String directory = line.getOptionValue(KEYS);
        if (directory == null) {
            return null;
        }
        if (!isMeant(line)) {
            throw new UsageException("--" + KEYS + ": only the address of a daemon is asked with keys; a network"
                    + " of the laboratory has its own");
        }
        try {
            return read(Path.of(directory));
        } catch (InvalidPathException e) {
            throw new UsageException("--" + KEYS + ": " + Quoted.of(directory) + " is no path");
        }
    }

    /** Those of whoever asks. */
    static NodeKeys read(Path directory) throws LabException {
        try {
            return NodeKeys.read(directory);
        } catch (KeysException e) {
            throw new LabException("keys: " + e.getMessage());
        }
    }

    /** Whether the first argument is an address, and not the number or the name of a node. */
    static boolean isMeant(CommandLine line) {
        return !line.getArgList().isEmpty() && line.getArgList().get(0).contains(":");
    }

    /** The address that the first argument is. */
    static Address meant(CommandLine line) throws UsageException {
        if (line.hasOption("name")) {
            throw new UsageException("--name: " + Quoted.of(line.getArgList().get(0))
                    + " is an address, which is of no network of the laboratory");
        }
        return parse(line.getArgList().get(0));
    }

    static Address parse(String text) throws UsageException {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            String quoted = why.startsWith("\"") ? why : Quoted.of(text) + ": " + why;
            throw new UsageException(quoted + ", such as 127.0.0.1:6001");
        }
    }

    /** What it says of itself, in its order. */
    Map<String, String> status() throws LabException {
        return LogLine.pairs(asked(question::status).strip());
    }

    /**
     * Has it publish this.
     *
     * @return what it says of the message
     * @throws LabException if it did not send it
     */
    Map<String, String> publish(String text) throws LabException {
        Map<String, String> answer =
                LogLine.pairs(asked(node -> question.publish(node, text)).strip());
        String outcome = answer.getOrDefault("outcome", "");
        if (!outcome.equals("accepted")) {
            String why = switch (outcome) {
                case "throttled" -> "its links cannot take more now";
                case "no-peers-yet" -> "it has no neighbour yet";
                case "closed" -> "it is leaving";
                case "not-a-daemon" -> "it is part of another program, which alone speaks for it";
                default -> "it says " + Quoted.of(outcome);
            };
            throw new LabException(address + " did not send it: " + why);
        }
        return answer;
    }

    private interface Asking {
        String of(Address node) throws IOException;
    }

    private String asked(Asking asking) throws LabException {
        try {
            return asking.of(address);
        } catch (Question.Refused e) {
            throw new LabException(address + " " + Poll.sentence(e.why()));
        } catch (Question.Unanswered e) {
            String hint = hasKeys ? "" : "; one that has keys is asked with --" + KEYS;
            throw new LabException(address + " ends the connection without an answer" + hint);
        } catch (IOException | IllegalArgumentException e) {
            throw new LabException(address + " does not answer: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        }
    }
}
