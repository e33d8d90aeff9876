package grapevine.lab.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.door.Answers.CutRequest;
import grapevine.lab.door.Answers.Failure;
import grapevine.lab.door.Answers.InboxAnswer;
import grapevine.lab.door.Answers.LetterAnswer;
import grapevine.lab.door.Answers.MessageRequest;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodeAnswer;
import grapevine.lab.door.Answers.NodesAnswer;
import grapevine.lab.door.Answers.PeersAnswer;
import grapevine.lab.door.Answers.PublishedAnswer;
import grapevine.lab.door.Answers.RestructureRequest;
import grapevine.lab.door.Answers.RestructuredAnswer;
import grapevine.lab.door.Answers.StoryAnswer;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.Story;
import grapevine.node.Quoted;
import grapevine.peer.Flood;
import grapevine.wire.Limits;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers for a network over HTTP on a free port of 127.0.0.1, to whoever has the token. */
public final class Door implements AutoCloseable {
    private static final int MOST_BODY = Limits.PAYLOAD * 6 + 1024; // every byte escaped

    /** What is done to a node. */
    private interface Change {
        void on(LiveNode node) throws LabException;
    }

    private final LiveNetwork network;
    private final Watching watching;
    private final Javalin server;

    private Door(LiveNetwork network, Gate gate, Runnable stop) {
        this.network = network;
        watching = new Watching(network);
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jsonMapper(Json.mapper());
            config.http.maxRequestSize = MOST_BODY;
            config.routes.before(gate::checkPage);
            config.routes.before("/api/*", context -> {
                if (!context.path().equals("/api/enter")) {
                    gate.checkToken(context);
                }
            });
            Page.serve(config, gate, watching);
            config.routes.exception(Refusal.class, (refusal, context) -> refusal.answer(context));
            config.routes.exception(
                    JsonProcessingException.class,
                    (wrong, context) -> context.status(HttpStatus.BAD_REQUEST)
                            .json(new Failure("the request is not what docs/lab-api.md says: "
                                    + Quoted.inLine(wrong.getOriginalMessage()))));
            config.routes.exception(
                    LabException.class,
                    (failure, context) -> context.status(HttpStatus.CONFLICT)
                            .json(new Failure(String.valueOf(failure.getMessage()))));
            config.routes.get("/api/network", context -> context.json(network()));
            config.routes.get("/api/nodes", context -> context.json(nodes()));
            config.routes.post("/api/nodes", context -> context.json(node(network.add())));
            config.routes.get("/api/nodes/{node}", context -> context.json(node(asked(context))));
            config.routes.delete("/api/nodes/{node}", this::remove);
            config.routes.post("/api/nodes/{node}/freeze", context -> change(context, network::freeze));
            config.routes.post("/api/nodes/{node}/thaw", context -> change(context, network::thaw));
            config.routes.post("/api/nodes/{node}/kill", context -> change(context, network::kill));
            config.routes.get("/api/nodes/{node}/peers", this::peers);
            config.routes.post("/api/nodes/{node}/messages", this::publish);
            config.routes.get("/api/nodes/{node}/messages", context -> letters(context, false));
            config.routes.post("/api/nodes/{node}/messages/read", context -> letters(context, true));
            config.routes.post("/api/restructure", this::restructure);
            config.routes.post("/api/cut", this::cut);
            config.routes.post("/api/mend", this::mend);
            config.routes.get("/api/story", this::story);
            config.routes.post("/api/stop", context -> {
                context.json(network());
                stop.run();
            });
        });
    }

    /**
     * Opens it.
     *
     * @param stop ends the network; called when that is asked for, before the answer is out
     */
    public static Door open(LiveNetwork network, Token token, Runnable stop) {
        Door door = new Door(network, new Gate(token), stop);
        door.server.start("127.0.0.1", 0);
        return door;
    }

    /** Where it is. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        watching.close();
        server.stop();
    }

    private NetworkAnswer network() {
        return new NetworkAnswer(
                network.plan().name(),
                network.plan().kind().word(),
                network.nodes().size(),
                network.plan().seed(),
                network.plan().portsOrigin(),
                ProcessHandle.current().pid(),
                network.startedAt(),
                network.seeds(),
                List.copyOf(network.side()),
                network.plan().data());
    }

    private NodesAnswer nodes() {
        return new NodesAnswer(network.nodes().stream().map(this::node).toList());
    }

    private NodeAnswer node(LiveNode node) {
        return new NodeAnswer(
                node.number(),
                node.name(),
                "127.0.0.1:" + node.port(),
                node.state(),
                node.startedAt(),
                List.copyOf(network.neighbours(node)),
                node.inbox().unread(),
                node.inbox().size(),
                node.counters());
    }

    private LiveNode asked(Context context) throws Refusal {
        String number = context.pathParam("node");
        if (!number.matches("[0-9]{1,9}")) {
            throw new Refusal(HttpStatus.BAD_REQUEST, Quoted.of(number) + " is no number of a node");
        }
        return node(Integer.parseInt(number));
    }

    /** What is asked; a body that says nothing is refused. */
    static <T> T body(Context context, Class<T> type) throws Refusal, JsonProcessingException {
        T body = Json.objects().readValue(context.body(), type);
        if (body == null) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "the request is null");
        }
        return body;
    }

    private LiveNode node(int number) throws Refusal {
        return network.node(number).orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, network.absent(number)));
    }

    private void change(Context context, Change change) throws Refusal, LabException {
        LiveNode node = asked(context);
        change.on(node);
        context.json(node(node));
    }

    private void remove(Context context) throws Refusal {
        LiveNode node = asked(context);
        NodeAnswer was = node(node);
        network.remove(node, !"false".equals(context.queryParam("heal")));
        context.json(was);
    }

    private void restructure(Context context) throws Exception {
        RestructureRequest asked = body(context, RestructureRequest.class);
        context.json(new RestructuredAnswer(network.restructure(asked.min(), asked.max())));
    }

    private void cut(Context context) throws Exception {
        CutRequest asked = body(context, CutRequest.class);
        Set<Integer> side = new TreeSet<>();
        for (int number : asked.nodes() == null ? new int[0] : asked.nodes()) {
            side.add(node(number).number());
        }
        network.cut(side);
        context.json(network());
    }

    private void mend(Context context) throws Exception {
        network.mend();
        context.json(network());
    }

    private void story(Context context) throws Refusal {
        String after = context.queryParam("after");
        if (after != null && !after.matches("[0-9]{1,18}")) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "after=" + Quoted.of(after) + " is no number");
        }
        Story story = network.story();
        context.json(
                after == null
                        ? new StoryAnswer(story.last(), List.of())
                        : new StoryAnswer(story.last(), story.after(Long.parseLong(after))));
    }

    private void peers(Context context) throws Refusal {
        LiveNode from = asked(context);
        String depth = context.queryParam("depth");
        if (depth != null && !depth.matches("[1-9][0-9]{0,3}")) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "depth=" + Quoted.of(depth) + " is outside 1..9999");
        }
        context.json(
                new PeersAnswer(from.number(), Reach.of(network, from, depth == null ? 1 : Integer.parseInt(depth))));
    }

    private void publish(Context context) throws Exception {
        LiveNode node = asked(context);
        MessageRequest asked = body(context, MessageRequest.class);
        byte[] payload = payload(asked);
        if (payload.length == 0 || payload.length > Limits.PAYLOAD) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "a message of " + payload.length + " bytes is outside 1.." + Limits.PAYLOAD);
        }
        MessageId id = node.publish(payload, flood(asked));
        context.json(new PublishedAnswer(node.number(), id.toString()));
    }

    /** How it is to go: along the tree unless it is to show its ways. */
    private static @Nullable Flood flood(MessageRequest asked) throws Refusal {
        Integer relays = asked.relays();
        Long delay = asked.hopDelayMillis();
        if (relays == null && delay == null) {
            return null;
        }
        try {
            return new Flood(relays == null ? 1 : relays, Duration.ofMillis(delay == null ? 0 : delay));
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] payload(MessageRequest asked) throws Refusal {
        if ((asked.text() == null) == (asked.base64() == null)) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "a message has either text or base64");
        }
        try {
            return asked.text() != null
                    ? asked.text().getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(asked.base64());
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "base64 is none: " + e.getMessage());
        }
    }

    private void letters(Context context, boolean marks) throws Refusal {
        LiveNode node = asked(context);
        String word = context.queryParam("which");
        Inbox.Which which = which(word == null ? "all" : word);
        Inbox inbox = node.inbox();
        List<LetterAnswer> letters = (marks ? inbox.read(which) : inbox.look(which))
                .stream().map(this::letter).toList();
        context.json(new InboxAnswer(node.number(), letters, inbox.dropped()));
    }

    private static Inbox.Which which(String word) throws Refusal {
        for (Inbox.Which which : Inbox.Which.values()) {
            if (which.name().toLowerCase(Locale.ROOT).equals(word)) {
                return which;
            }
        }
        throw new Refusal(HttpStatus.BAD_REQUEST, "which=" + Quoted.of(word) + " is none of unread, read, all");
    }

    private LetterAnswer letter(Inbox.Letter letter) {
        String text = textOf(letter.payload());
        return new LetterAnswer(
                letter.id().toString(),
                letter.origin(),
                text,
                text == null ? Base64.getEncoder().encodeToString(letter.payload()) : null,
                letter.sentAt(),
                letter.receivedAt(),
                letter.isRead(),
                letter.ways());
    }

    private static @Nullable String textOf(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
