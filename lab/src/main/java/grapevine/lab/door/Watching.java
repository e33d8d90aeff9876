package grapevine.lab.door;

import grapevine.lab.door.Answers.Failure;
import grapevine.lab.door.Snapshot.NodeState;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.Story;
import grapevine.lab.live.Travels;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever watches a network how it stands, and then what has changed, as server-sent events; see {@link Tick}.
 * Whoever reads slowly is told less often, not later: nothing is kept for him. Safe for several threads.
 */
final class Watching implements AutoCloseable {
    /** How many may watch at a time: each holds a thread of the door. */
    static final int MOST_WATCHERS = 8;

    /** Of what went by meanwhile, no more than a person can follow. */
    private static final int MOST_STEPS = 2_000;

    private static final int MOST_LINES = 500;

    private static final int STORY_BEFORE = 200;

    /** Of an event: up to where it told the story, and the steps. */
    private static final Pattern ID = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** To look takes no more than a fifth of the time. */
    private static final int PAUSES_A_LOOK = 4;

    /**
     * What a watcher is told.
     *
     * @param whole whether this is all there is: the first of a connection
     * @param cut the numbers of the nodes that are cut off from the others, none if the network is whole
     * @param nodes those that have changed
     * @param gone the numbers of those that are there no more
     * @param totals the counters of all nodes, added up
     * @param story what happened meanwhile
     * @param leftOut how many more things happened, too many to tell
     * @param steps which links messages went meanwhile
     * @param missed how many more steps there were, too many to tell
     */
    record Tick(
            Instant at,
            boolean whole,
            List<Integer> cut,
            List<NodeState> nodes,
            List<Integer> gone,
            SortedMap<String, Long> totals,
            List<Story.Line> story,
            long leftOut,
            List<Step> steps,
            long missed) {}

    /** As {@link Travels.Step}, the message by its name. */
    record Step(Instant at, String message, int from, int to, String text) {
        static Step of(Travels.Step step) {
            return new Step(step.at(), step.message().toString(), step.from(), step.to(), step.text());
        }
    }

    private final LiveNetwork network;
    private final Semaphore places = new Semaphore(MOST_WATCHERS);
    private final Object looking = new Object();
    private @Nullable Snapshot latest;
    private long nextLookAt;
    private volatile boolean isClosed;

    Watching(LiveNetwork network) {
        this.network = network;
    }

    /**
     * Tells one watcher until he goes; holds the calling thread. Of too many the last is told that, and no more. The
     * answer is written here and not by the server's own events, which end a connection on another thread than they
     * write it.
     */
    void tell(Context context) throws IOException {
        context.res().setContentType("text/event-stream");
        context.res().setCharacterEncoding("UTF-8");
        context.res().setHeader("Cache-Control", "no-store");
        OutputStream out = context.res().getOutputStream();
        if (!places.tryAcquire()) {
            write(out, "refused", "", new Failure("there are " + MOST_WATCHERS + " watching already"));
            return;
        }
        try {
            new Watcher(out, context.header("Last-Event-ID")).run();
        } catch (IOException e) {
            // He has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private static void write(OutputStream out, String event, String id, Object data) throws IOException {
        String text = "event: " + event + "\n" + id + "data: " + Json.objects().writeValueAsString(data) + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** The newest look at the network; all watchers share it. */
    private Snapshot look() {
        synchronized (looking) {
            long now = System.nanoTime();
            if (latest == null || now - nextLookAt >= 0) {
                latest = Snapshot.of(network);
                long took = System.nanoTime() - now;
                nextLookAt = now + took + Math.max(SHORTEST_NANOS, took * PAUSES_A_LOOK);
            }
            return latest;
        }
    }

    private long untilNextLook() {
        synchronized (looking) {
            return Math.max(0, nextLookAt - System.nanoTime());
        }
    }

    /** What one of them knows. */
    private final class Watcher {
        private final OutputStream out;
        private Map<Integer, NodeState> known = new TreeMap<>();
        private boolean knowsNothing = true;
        private long story = Math.max(0, network.story().last() - STORY_BEFORE);
        private long steps = network.travels().last();

        /** Goes on after the event of this id; where there was none, from now on. */
        Watcher(OutputStream out, @Nullable String lastEvent) {
            this.out = out;
            Matcher id = ID.matcher(lastEvent == null ? "" : lastEvent);
            if (id.matches()) {
                story = Math.min(Long.parseLong(id.group(1)), network.story().last());
                steps = Math.min(Long.parseLong(id.group(2)), network.travels().last());
            }
        }

        void run() throws IOException, InterruptedException {
            while (!isClosed) {
                Tick tick = tick(look());
                write(out, "tick", "id: " + story + "-" + steps + "\n", tick);
                TimeUnit.NANOSECONDS.sleep(untilNextLook());
            }
        }

        private Tick tick(Snapshot now) {
            List<Story.Line> lines = network.story().after(story, MOST_LINES);
            long lastLine =
                    lines.isEmpty() ? story : lines.get(lines.size() - 1).number();
            List<Travels.Step> passed = network.travels().after(steps, MOST_STEPS);
            long lastStep =
                    passed.isEmpty() ? steps : passed.get(passed.size() - 1).number();
            Tick tick = new Tick(
                    now.at(),
                    knowsNothing,
                    List.copyOf(network.side()),
                    now.changedSince(known),
                    now.goneSince(known),
                    now.totals(),
                    lines,
                    lastLine - story - lines.size(),
                    passed.stream().map(Step::of).toList(),
                    lastStep - steps - passed.size());
            knowsNothing = false;
            known = now.nodes();
            story = lastLine;
            steps = lastStep;
            return tick;
        }
    }
}
