package grapevine.lab.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.lab.console.LabException;
import grapevine.lab.door.Json;
import grapevine.lab.live.NodeListener;
import grapevine.lab.live.NodePlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Between the host and the process of a node: questions go there, answers and what happens come from there. */
final class Line implements Said.Handler {
    /** How many lines may wait for a process that does not read. */
    private static final int MOST_WAITING = 64;

    private final String name;
    private final Process process;
    private final NodeListener listener;
    private final LineWriter writer;
    private final Map<Long, CompletableFuture<Said.Answered>> open = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean isSilent = new AtomicBoolean();
    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile String state = "joining";
    private volatile boolean hasFailed;

    /** When it answered last, by {@link System#nanoTime}. */
    private volatile long answeredAt = System.nanoTime();

    /** @param name of the node, as a person is told it */
    Line(String name, Process process, NodeListener listener) {
        this.name = name;
        this.process = process;
        this.listener = listener;
        this.writer = new LineWriter("to-" + name, process.getOutputStream(), MOST_WAITING, () -> {});
    }

    /** Sends the plan, and hears the node from then on. */
    void begin(NodePlan plan) {
        writer.offer(plan);
        Thread reader = new Thread(this::hear, "from-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void hear() {
        try (BufferedReader said = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            // Its process ends.
        }
    }

    private void hear(String line) {
        try {
            Json.objects().readValue(line, Said.class).handle(this);
        } catch (JsonProcessingException e) {
            System.err.println(name + ": " + line); // the JVM itself speaks there when it is in trouble
        } catch (RuntimeException e) {
            System.err.println(
                    name + ": what it said came to nothing: " + e); // and the next line is heard all the same
        }
    }

    /** Its process is gone. */
    void end(String why) {
        writer.end();
        LabException gone = new LabException(why);
        listening.completeExceptionally(gone);
        ready.completeExceptionally(gone);
        open.values().forEach(each -> each.completeExceptionally(gone));
    }

    /** When it has its port. */
    CompletableFuture<Void> listening() {
        return listening;
    }

    /** When it has its place. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Whether it said that it cannot start: then it is ended, and that is all there is to tell. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** As the node said it last. */
    String state() {
        return state;
    }

    /** Whether it did not answer in time, and has not since. */
    boolean isSilent() {
        return isSilent.get();
    }

    /** It does not answer. What it answers when it goes on shows that it does. */
    void fallSilent() {
        if (!isSilent.getAndSet(true)) {
            writer.offer(new Asked.Look(ids.incrementAndGet()));
        }
    }

    /** It is asked again. */
    void speakAgain() {
        isSilent.set(false);
    }

    /** Tells it something; that it has done so nobody waits for. */
    void tell(LongFunction<Asked> what) {
        if (!writer.offer(what.apply(ids.incrementAndGet()))) {
            noticeSilence();
        }
    }

    private void noticeSilence() {
        if (process.isAlive() && !isSilent()) {
            fallSilent();
            listener.tell("does not answer");
        }
    }

    /**
     * The answer to a question. If it does not come in time, and no other answer has come since it was asked, the node
     * is silent until one does.
     */
    CompletableFuture<Said.Answered> asking(LongFunction<Asked> question, Duration within) {
        long id = ids.incrementAndGet();
        long askedAt = System.nanoTime();
        CompletableFuture<Said.Answered> answer = new CompletableFuture<>();
        open.put(id, answer);
        if (!writer.offer(question.apply(id))) {
            answer.completeExceptionally(new TimeoutException());
        }
        return answer.orTimeout(within.toMillis(), TimeUnit.MILLISECONDS).whenComplete((said, why) -> {
            open.remove(id);
            if (why instanceof TimeoutException && askedAt - answeredAt >= 0) {
                noticeSilence();
            }
        });
    }

    /**
     * The answer to a question.
     *
     * @throws LabException if it did not come in time, or its process is gone
     */
    Said.Answered ask(LongFunction<Asked> question, Duration within) throws LabException, InterruptedException {
        try {
            return asking(question, within).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LabException gone
                    ? gone
                    : new LabException(name + " did not answer within " + within.toSeconds() + " s");
        }
    }

    // What it says

    @Override
    public void became(Said.Became said) {
        switch (said.stage()) {
            case LISTENING -> listening.complete(null);
            case READY -> {
                state = "ready";
                ready.complete(null);
            }
            case FAILED -> {
                hasFailed = true;
                listening.completeExceptionally(new LabException(String.valueOf(said.why())));
                process.destroyForcibly();
            }
        }
    }

    @Override
    public NodeListener listener() {
        return listener;
    }

    @Override
    public void answered(Said.Answered said) {
        answeredAt = System.nanoTime();
        state = said.state();
        if (state.equals("ready")) {
            ready.complete(null);
        }
        CompletableFuture<Said.Answered> answer = open.remove(said.id());
        if (answer != null) {
            answer.complete(said);
        }
        if (isSilent.getAndSet(false)) {
            listener.tell("answers again");
            listener.changedState();
        }
    }
}
