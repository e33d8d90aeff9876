package grapevine.lab.control;

import grapevine.lab.console.Columns;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.InboxAnswer;
import grapevine.lab.door.Answers.LetterAnswer;
import grapevine.lab.live.NodeName;
import grapevine.node.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code get-messages}: what a node has received, and by which ways. */
public final class GetMessages extends NetworkCommand {
    private static final List<String> WHICH = List.of("unread", "read", "all");
    private static final String MADE_HERE = "  (was made here)";
    private static final int WAY_INDENT = 4;
    private static final String NO_WAY = "  (came along the tree and shows no way; send-message --relays shows ways)";

    @Override
    public String name() {
        return "get-messages";
    }

    @Override
    public String summary() {
        return "Show the messages that a node has received, and by which ways.";
    }

    @Override
    public String arguments() {
        return "NODE [unread | read | all]";
    }

    @Override
    public String description() {
        return "Shows the messages that a node has received, oldest first: all of them, or those that were not shown"
                + " before (unread), or those that were (read). What is shown is read from then on; what comes meanwhile"
                + " is not.";
    }

    @Override
    public List<String> examples() {
        return List.of("get-messages 8", "get-messages 3 unread", "get-messages 3 read -p --time");
    }

    @Override
    void addOptions(Options options) {
        options.addOption(Option.builder("p")
                        .desc("The shortest way by which it came; -pp the longest; -p -pp both. Only what was sent by"
                                + " send-message --relays or --hop-delay shows its ways.")
                        .longOpt("path")
                        .get())
                .addOption(Option.builder("A")
                        .longOpt("all-paths")
                        .desc("All ways.")
                        .get())
                .addOption(Option.builder("t")
                        .longOpt("time")
                        .desc(
                                "When it came; -tt with the day, and when it was sent, by the sender's clock; -ttt exactly.")
                        .get());
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        int node = node(line);
        atMost(line, 2);
        String which = line.getArgList().size() > 1 ? line.getArgList().get(1) : "all";
        if (!WHICH.contains(which)) {
            throw new UsageException(Quoted.of(which) + " is none of unread, read, all");
        }
        InboxAnswer inbox =
                door(line).post("/nodes/" + node + "/messages/read?which=" + which, null, InboxAnswer.class);
        if (printedAsJson(line, output, inbox)) {
            return;
        }
        print(line, output, which, inbox);
    }

    /** As a person reads it. */
    static void print(CommandLine line, Output output, String which, InboxAnswer inbox) {
        output.out().println(heading(inbox.node(), which, inbox));
        for (LetterAnswer letter : inbox.messages()) {
            show(line, output, inbox.node(), letter);
        }
    }

    private static String heading(int node, String which, InboxAnswer inbox) {
        String kind = which.equals("all") ? "" : " " + which;
        int count = inbox.messages().size();
        String amount = count == 0 ? "no" + kind + " messages" : count + kind + (count == 1 ? " message" : " messages");
        String lost = inbox.dropped() == 0 ? "" : " (" + inbox.dropped() + " older ones had to go)";
        return NodeName.of(node) + ": " + amount + lost;
    }

    private static void show(CommandLine line, Output output, int node, LetterAnswer letter) {
        String text = letter.text() == null ? "(bytes, base64) " + letter.base64() : letter.text();
        output.out().println(withTimes("• " + harmless(text), count(line, "t"), letter));
        for (List<Integer> way : ways(line, letter)) {
            String nodes = way.stream().map(String::valueOf).collect(Collectors.joining(" ➜ "));
            output.out().println(Columns.fitting("  ↳ " + nodes, WAY_INDENT));
        }
        if (letter.ways().isEmpty() && (line.hasOption("p") || line.hasOption("A"))) {
            output.out().println(letter.origin() == node ? MADE_HERE : NO_WAY);
        }
    }

    /** Its lines and tabs as they are, wherever it was written, but for what a terminal would obey. */
    private static String harmless(String text) {
        return Arrays.stream(text.split("\r?\n", -1))
                .map(line ->
                        Arrays.stream(line.split("\t", -1)).map(Quoted::inLine).collect(Collectors.joining("\t")))
                .collect(Collectors.joining("\n  "));
    }

    /** Commons CLI knows an option given several times, also run together, by each time. */
    private static int count(CommandLine line, String option) {
        int count = 0;
        for (Option each : line.getOptions()) {
            count += option.equals(each.getOpt()) ? 1 : 0;
        }
        return count;
    }

    /** Times stand behind the last line of a text; where they have no room there, on a line of their own. */
    private static String withTimes(String text, int exactness, LetterAnswer letter) {
        if (exactness == 0) {
            return text;
        }
        String times = times(exactness, letter);
        String last = text.substring(text.lastIndexOf('\n') + 1);
        return text + (Columns.width(last + " " + times) > Columns.MOST ? "\n  " : " ") + times;
    }

    private static String times(int exactness, LetterAnswer letter) {
        return switch (exactness) {
            case 1 -> "[" + Times.time(letter.receivedAt()) + "]";
            case 2 -> "[received " + Times.day(letter.receivedAt()) + ", sent " + Times.day(letter.sentAt()) + "]";
            default -> "[received " + Times.exact(letter.receivedAt()) + ", sent " + Times.exact(letter.sentAt()) + "]";
        };
    }

    /** Each way once, though it may be the shortest and the longest. */
    private static Set<List<Integer>> ways(CommandLine line, LetterAnswer letter) {
        List<List<Integer>> byLength = new ArrayList<>(letter.ways());
        byLength.sort(Comparator.comparing(List::size));
        Set<List<Integer>> shown = new LinkedHashSet<>();
        if (line.hasOption("A")) {
            shown.addAll(byLength);
        } else if (!byLength.isEmpty() && line.hasOption("p")) {
            boolean isLongest = count(line, "p") == 2;
            if (!isLongest || count(line, "p") > 2) {
                shown.add(byLength.get(0));
            }
            if (count(line, "p") >= 2) {
                shown.add(byLength.get(byLength.size() - 1));
            }
        }
        return shown;
    }
}
