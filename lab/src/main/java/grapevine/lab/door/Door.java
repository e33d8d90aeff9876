package grapevine.lab.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.lab.console.LabException;
import grapevine.lab.door.Answers.CutRequest;
import grapevine.lab.door.Answers.KnownAnswer;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodeAnswer;
import grapevine.lab.door.Answers.NodesAnswer;
import grapevine.lab.door.Answers.PeersAnswer;
import grapevine.lab.door.Answers.RestructureRequest;
import grapevine.lab.door.Answers.RestructuredAnswer;
import grapevine.lab.door.Answers.StoryAnswer;
import grapevine.lab.door.Answers.ViewAnswer;
import grapevine.lab.graph.GraphPlan;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NodeName;
import grapevine.lab.live.Story;
import grapevine.node.Quoted;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Answers for a network over HTTP on a free port of 127.0.0.1, to whoever has the token. */
public final class Door implements AutoCloseable {
    /** What is done to a node. */
    private interface Change {
        void on(LiveNode node) throws LabException, InterruptedException;
    }

    private final LiveNetwork network;
    private final Watching watching;
    private final Javalin server;

    private Door(LiveNetwork network, Token token, Runnable stop) {
        this.network = network;
        Gate gate = new Gate(token, this::port);
        watching = new Watching(network);
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jsonMapper(Json.mapper());
            config.http.maxRequestSize = Letters.MOST_BODY;
            config.routes.before(gate::checkPage);
            config.routes.before("/api/*", context -> {
                if (!context.path().equals("/api/enter")) {
                    gate.checkToken(context);
                }
            });
            Page.serve(config, gate, watching);
            Failures.serve(config);
            config.routes.get("/api/network", context -> context.json(network()));
            config.routes.get("/api/nodes", context -> context.json(nodes()));
            config.routes.post("/api/nodes", context -> context.json(node(network.add())));
            config.routes.get("/api/nodes/{node}", context -> context.json(node(asked(context))));
            config.routes.delete("/api/nodes/{node}", this::remove);
            config.routes.post("/api/nodes/{node}/freeze", context -> change(context, network::freeze));
            config.routes.post("/api/nodes/{node}/thaw", context -> change(context, network::thaw));
            config.routes.post("/api/nodes/{node}/kill", context -> change(context, network::kill));
            config.routes.post(
                    "/api/nodes/{node}/restart", context -> context.json(node(network.restart(asked(context)))));
            config.routes.get("/api/nodes/{node}/peers", this::peers);
            config.routes.get("/api/nodes/{node}/view", this::view);
            config.routes.post("/api/nodes/{node}/messages", context -> Letters.publish(context, asked(context)));
            config.routes.get("/api/nodes/{node}/messages", context -> Letters.look(context, asked(context)));
            config.routes.post("/api/nodes/{node}/messages/read", context -> Letters.read(context, asked(context)));
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
        Door door = new Door(network, token, stop);
        door.server.start("127.0.0.1", 0);
        return door;
    }

    /** Where it is. */
    public int port() {
        return server.port();
    }

    /** What it answers, as in {@code GET /api/nodes/{node}}. */
    SortedSet<String> requests() {
        return server.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method + " " + endpoint.path)
                .collect(Collectors.toCollection(TreeSet::new));
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
                network.plan().data(),
                network.plan().keys());
    }

    private NodesAnswer nodes() {
        List<NodeAnswer> nodes = new ArrayList<>();
        network.looks().forEach((node, look) -> nodes.add(node(node, look)));
        return new NodesAnswer(nodes);
    }

    private NodeAnswer node(LiveNode node) {
        return node(node, node.look());
    }

    private NodeAnswer node(LiveNode node, LiveNode.Look look) {
        return new NodeAnswer(
                node.number(),
                node.name(),
                "127.0.0.1:" + node.port(),
                node.state(),
                node.startedAt(),
                List.copyOf(network.linksOf(look).keySet()),
                node.inbox().unread(),
                node.inbox().size(),
                look.counters(),
                node.pid(),
                node.ending().orElse(null));
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

    private void change(Context context, Change change) throws Refusal, LabException, InterruptedException {
        LiveNode node = asked(context);
        change.on(node);
        context.json(node(node));
    }

    private void remove(Context context) throws Refusal, LabException {
        LiveNode node = asked(context);
        String heal = Objects.requireNonNullElse(context.queryParam("heal"), "true");
        if (!heal.equals("true") && !heal.equals("false")) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "heal=" + Quoted.of(heal) + " is neither true nor false");
        }
        NodeAnswer was = node(node);
        network.remove(node, heal.equals("true"));
        context.json(was);
    }

    private void restructure(Context context) throws Exception {
        RestructureRequest asked = body(context, RestructureRequest.class);
        if (asked.max() > GraphPlan.MOST_LINKS) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "max=" + asked.max() + " is outside 1.." + GraphPlan.MOST_LINKS + ", the most links of a node");
        }
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
                        : new StoryAnswer(story.last(), story.after(Long.parseLong(after), Story.MOST)));
    }

    private void view(Context context) throws Refusal {
        LiveNode node = asked(context);
        List<KnownAnswer> view = new ArrayList<>();
        for (LiveNode.Known known : node.view()) {
            int number = network.numberAt(known.port());
            if (number > 0) {
                view.add(new KnownAnswer(
                        number, NodeName.of(number), "127.0.0.1:" + known.port(), known.links(), known.hops()));
            }
        }
        view.sort(Comparator.comparingInt(KnownAnswer::number));
        context.json(new ViewAnswer(node.number(), view));
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
}
