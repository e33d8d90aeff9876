package grapevine.lab.control;

import grapevine.keys.NodeKeys;
import grapevine.lab.console.Columns;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.MessageRequest;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.PublishedAnswer;
import grapevine.lab.door.Answers.StoryAnswer;
import grapevine.lab.live.Story;
import grapevine.node.Quoted;
import grapevine.peer.Flood;
import grapevine.runtime.FileFault;
import grapevine.wire.Address;
import grapevine.wire.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code send-message}: has a node publish a message. */
public final class SendMessage extends NetworkCommand {
    private static final String FILE = "file";
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})(ms|s)");
    private static final long MOST_DELAY = 10_000;
    private static final long QUIET_MILLIS = 1000;
    private static final long MOST_QUIET_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 50;
    private static final int TOLD_INDENT = 8;

    @Override
    public String name() {
        return "send-message";
    }

    @Override
    public String summary() {
        return "Have a node publish a message.";
    }

    @Override
    public String arguments() {
        return "NODE [TEXT]";
    }

    @Override
    public String description() {
        return "Has a node publish a message, which all others receive. Says so only when the node has taken it. NODE is a number,"
                + " or the address of a daemon on this machine that was started by hand.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "send-message 4 apple",
                "send-message 8 banana --relays 3",
                "send-message 4 hello --hop-delay 1s",
                "send-message 4 -- -5",
                "send-message 4 --file picture.png",
                "send-message 127.0.0.1:6001 hello");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder("r")
                        .longOpt("relays")
                        .hasArg()
                        .argName("K")
                        .desc(
                                "Flood it, so that it shows all its ways (get-messages -A): at most K copies over each link in"
                                        + " each direction, 0 to " + Flood.MOST_RELAYS + ".")
                        .get())
                .addOption(Option.builder()
                        .longOpt("hop-delay")
                        .hasArg()
                        .argName("TIME")
                        .desc("Flood it slowly, each hop so long (1s, 200ms), and tell its story as it goes.")
                        .get())
                .addOption(Option.builder()
                        .longOpt("file")
                        .hasArg()
                        .argName("FILE")
                        .desc("Send the bytes of FILE instead of a TEXT, whatever they are; - is standard input.")
                        .get())
                .addOption(Daemon.keysOption());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        NodeKeys keys = Daemon.keys(line);
        boolean isDaemon = Daemon.isMeant(line);
        int node = isDaemon ? 0 : node(line);
        atMost(line, line.hasOption(FILE) ? 1 : 2);
        if (line.getArgList().size() < 2 && !line.hasOption(FILE)) {
            throw new UsageException("which message? Its text is lacking, and so is --file");
        }
        if (isDaemon) {
            answerOfDaemon(line, keys, output);
            return;
        }
        MessageRequest message = message(line, relays(line), delay(line));
        DoorClient door = door(line);
        long before = door.get("/story", StoryAnswer.class).last();
        PublishedAnswer answer = door.post("/nodes/" + node + "/messages", message, PublishedAnswer.class);
        if (printedAsJson(line, output, answer)) {
            return;
        }
        output.out().println("Message sent to Gossip-Node-" + node);
        Long delay = message.hopDelayMillis();
        if (delay != null && delay > 0) {
            tell(output, door, answer.id(), before, delay);
        }
    }

    private static MessageRequest message(CommandLine line, @Nullable Integer relays, @Nullable Long delay)
            throws UsageException, LabException {
        String file = line.getOptionValue(FILE);
        if (file == null) {
            return new MessageRequest(line.getArgList().get(1), null, relays, delay);
        }
        byte[] bytes = bytes(file);
        if (bytes.length == 0 || bytes.length > Limits.PAYLOAD) {
            String length = bytes.length == 0 ? "no bytes" : "more than " + Limits.PAYLOAD + " bytes";
            throw new UsageException(
                    "--file: " + Quoted.of(file) + " has " + length + "; a message has 1.." + Limits.PAYLOAD);
        }
        return new MessageRequest(null, Base64.getEncoder().encodeToString(bytes), relays, delay);
    }

    /** No more than one beyond the most. */
    private static byte[] bytes(String file) throws UsageException, LabException {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            return in.readNBytes(Limits.PAYLOAD + 1);
        } catch (InvalidPathException e) {
            throw new UsageException("--file: " + Quoted.of(file) + " is no path");
        } catch (IOException e) {
            throw new LabException("cannot read " + file + ": " + FileFault.reason(e));
        }
    }

    private static void answerOfDaemon(CommandLine line, @Nullable NodeKeys keys, Output output)
            throws UsageException, LabException {
        Address address = Daemon.meant(line);
        for (String option : List.of("relays", "hop-delay", FILE)) {
            if (line.hasOption(option)) {
                throw new UsageException("--" + option + ": only for nodes of the laboratory; " + address
                        + " sends as if a text was typed at its terminal");
            }
        }
        String text = line.getArgList().get(1);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > Limits.PAYLOAD) {
            throw new UsageException("a message of " + length + " bytes is outside 1.." + Limits.PAYLOAD);
        }
        Map<String, String> sent = new Daemon(address, keys).publish(text);
        if (!printedAsJson(line, output, sent)) {
            output.out().println("Message sent to " + address);
        }
    }

    /** What the nodes do with it, until all have it and the last has had time to send it on, or nothing happens. */
    private static void tell(Output output, DoorClient door, String message, long before, long delay)
            throws LabException, InterruptedException {
        int others = door.get("/network", NetworkAnswer.class).nodes() - 1;
        long told = before;
        int reached = 0;
        long quietSince = System.nanoTime();
        Instant began = null;
        while (System.nanoTime() - quietSince < TimeUnit.MILLISECONDS.toNanos(quietMillis(delay, reached >= others))) {
            for (Story.Line line :
                    door.get("/story?after=" + told, StoryAnswer.class).lines()) {
                told = line.number();
                if (!message.equals(line.message())) {
                    continue;
                }
                quietSince = System.nanoTime();
                began = began == null ? line.at() : began;
                reached += line.what().startsWith("Received message: ") ? 1 : 0;
                double after = Duration.between(began, line.at()).toMillis() / 1000.0;
                String step = String.format("t+%-5.1f Gossip-Node-%d %s", after, line.node(), line.what());
                output.out().println(Columns.fitting(step, TOLD_INDENT));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** For how long nothing has to happen before it is over. */
    private static long quietMillis(long delay, boolean isEverywhere) {
        return isEverywhere ? delay + QUIET_MILLIS : 3 * delay + MOST_QUIET_MILLIS;
    }

    private static @Nullable Integer relays(CommandLine line) throws UsageException {
        return line.hasOption("relays") ? (Integer) number(line, "relays", 1, 0, Flood.MOST_RELAYS) : null;
    }

    private static @Nullable Long delay(CommandLine line) throws UsageException {
        String text = line.getOptionValue("hop-delay");
        if (text == null) {
            return null;
        }
        Matcher time = TIME.matcher(text);
        long millis =
                time.matches() ? Long.parseLong(time.group(1)) * (time.group(2).equals("s") ? 1000 : 1) : -1;
        if (millis < 0 || millis > MOST_DELAY) {
            throw new UsageException("--hop-delay: " + Quoted.of(text) + " is not a time in 0ms..10s, such as 500ms");
        }
        return millis;
    }
}
