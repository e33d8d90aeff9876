package grapevine.lab.demo;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Screen;
import grapevine.lab.network.LogLine;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Tells what the lines of the nodes' logs mean, in the words of a person, and which of them are worth a line. */
final class Narrator {
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:[0-9]{1,5}");

    private final Screen screen;
    private final Tally tally;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Joining> joining = new HashMap<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private Part part = Part.STARTING;
    private int messagesTold;
    private boolean hasToldPath;

    /** What the reader's attention is on. */
    enum Part {
        STARTING,
        JOINING,
        /** Each message that has arrived is worth a line. */
        GOSSIP,
        BREAKING,
        HEALED,
        LEAVING
    }

    /** What a peer did on its way in. */
    private static final class Joining {
        private final List<String> seeds = new ArrayList<>();
        private final List<String> links = new ArrayList<>();
    }

    Narrator(Screen screen, Tally tally) {
        this.screen = screen;
        this.tally = tally;
    }

    /** From now on this address is called so. */
    void name(Address address, String name) {
        names.put(address.toString(), name);
    }

    void turnTo(Part next) {
        part = next;
    }

    /** How often a node logged an event about a subject: {@code count("s1", "peer_removed", "p3")}. */
    int count(String node, String event, String subject) {
        return seen.getOrDefault(node + " " + event + " " + subject, 0);
    }

    /** How often a node logged an event. */
    int count(String node, String event) {
        return count(node, event, "");
    }

    /** How often any node logged an event. */
    int count(String event) {
        return seen.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(" " + event + " "))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** How many messages were told to have reached everybody who was in. */
    int messagesTold() {
        return messagesTold;
    }

    /** The next line of a node. */
    void on(String node, LogLine line) throws LabException {
        note(node, line.event(), "");
        for (String key : List.of("peer", "neighbour", "seed")) {
            if (line.values().containsKey(key)) {
                note(node, line.event(), named(line.get(key)));
            }
        }
        switch (line.event()) {
            case "message_sent", "message_received" -> onMessage(node, line);
            case "registered", "link_made", "ready" -> onJoining(node, line);
            default -> tell(node, sentence(node, line));
        }
    }

    private void note(String node, String event, String subject) {
        seen.merge(node + " " + event + " " + subject, 1, Integer::sum);
    }

    private void tell(String node, String sentence) throws LabException {
        if (!sentence.isEmpty()) {
            screen.tell(node, sentence);
        }
    }

    /** What the line means; empty if it is not worth one. */
    private String sentence(String node, LogLine line) {
        String neighbour = named(line.get("neighbour"));
        String peer = named(line.get("peer"));
        return switch (line.event()) {
            case "started" -> part == Part.STARTING ? "listens on " + line.get("address") : "";
            case "ping_missed" -> neighbour + " does not answer, " + line.get("missed") + " in a row";
            case "neighbour_dead" ->
                "calls " + neighbour + " dead: "
                        + (line.get("why").equals("gone") ? "the link broke, its port refuses" : line.get("why"));
            case "probe_started" -> "is told that " + named(line.get("target")) + " is dead; looks for itself";
            case "peer_removed" -> part == Part.BREAKING ? removal(peer, line) : "";
            case "orphaned" -> part == Part.BREAKING ? "has no older neighbour left; looks for one" : "";
            case "leaving" ->
                node.startsWith("s")
                        ? "leaves"
                        : "leaves: says so to " + line.get("neighbours") + " neighbours and " + line.get("seeds")
                                + " seeds";
            case "quarrel" -> "a quarrel: " + named(line.get("accused")) + " was called dead and answers";
            case "seed_unreachable", "seed_lost" ->
                part == Part.STARTING || part == Part.LEAVING
                        ? ""
                        : named(line.get("seed")) + " does not answer: " + line.get("why");
            case "quorum_missed" -> "only " + line.get("have") + " of " + line.get("quorum") + " seeds; tries again";
            case "paused" -> "stood still for " + line.get("for_ms") + " ms";
            case "messages_missed", "connection_ended", "refuted" ->
                named(line.text().substring(line.text().indexOf("event=")));
            default -> "";
        };
    }

    private static String removal(String peer, LogLine line) {
        String why = switch (line.get("why")) {
            case "probe-refused" -> peer + "'s port refuses";
            case "probe-unanswered" -> peer + " does not answer";
            case "told-by-seed" -> "hears it from another seed";
            default -> line.get("why");
        };
        return why + ": " + peer + " is off its list, " + line.get("peers") + " stay";
    }

    private void onJoining(String node, LogLine line) throws LabException {
        Joining way = joining.computeIfAbsent(node, name -> new Joining());
        switch (line.event()) {
            case "registered" -> way.seeds.add(named(line.get("seed")));
            case "link_made" -> {
                way.links.add(named(line.get("neighbour")));
                if (part == Part.BREAKING && line.get("dialled").equals("true")) {
                    screen.tell(node, "makes a link with " + named(line.get("neighbour")));
                }
            }
            default -> onReady(node, line, way);
        }
    }

    private void onReady(String node, LogLine line, Joining way) throws LabException {
        if (node.startsWith("s")) {
            return;
        }
        tally.ready(node, line.at());
        String links = way.links.isEmpty() ? "nobody to link with yet" : "first link with " + way.links.get(0);
        screen.tell(
                node,
                "is in after " + line.get("took_ms") + " ms: entered by " + String.join(" ", way.seeds) + ", " + links);
    }

    private void onMessage(String node, LogLine line) throws LabException {
        boolean isOwn = line.event().equals("message_sent");
        Tally.Message message = isOwn
                ? tally.sent(node, line.get("id"), line.at(), named(line.get("text")))
                : tally.received(
                        node,
                        named(line.get("origin")),
                        line.get("id"),
                        new Tally.Receipt(line.at(), named(line.get("from"))));
        if (part == Part.GOSSIP) {
            tellOnce(message);
        }
    }

    /** Tells that a message has arrived, if it has and that was not told. */
    void tellOnce(Tally.Message message) throws LabException {
        int others = tally.owedTo(message).size();
        if (message.isTold || others == 0 || !tally.isEverywhere(message)) {
            return;
        }
        message.isTold = true;
        messagesTold++;
        boolean isToAll = tally.isOwedToAll(message);
        screen.tell(
                message.maker(),
                "says " + message.text() + ": all " + others + (isToAll ? " others" : " in by then") + " have it after "
                        + tally.tookMillis(message) + " ms");
        if (isToAll && !hasToldPath) {
            hasToldPath = true;
            tellPath(message);
        }
    }

    /** How one message went from neighbour to neighbour. */
    private void tellPath(Tally.Message message) throws LabException {
        Map<String, List<String>> next = new TreeMap<>();
        message.receipts()
                .forEach((peer, receipt) -> next.computeIfAbsent(receipt.from(), from -> new ArrayList<>())
                        .add(peer));
        List<String> steps = new ArrayList<>();
        List<String> at = List.of(message.maker());
        while (!at.isEmpty()) {
            List<String> reached = new ArrayList<>();
            for (String peer : at) {
                List<String> others =
                        next.getOrDefault(peer, List.of()).stream().sorted().toList();
                if (!others.isEmpty()) {
                    steps.add(peer + " > " + String.join(" ", others));
                    reached.addAll(others);
                }
            }
            at = reached;
        }
        screen.tell(message.maker(), "  its way: " + String.join(", ", steps));
    }

    /** The text with short names for addresses. */
    private String named(String text) {
        return ADDRESS.matcher(text).replaceAll(match -> nameOf(match));
    }

    private String nameOf(MatchResult match) {
        return names.getOrDefault(match.group(), match.group());
    }
}
