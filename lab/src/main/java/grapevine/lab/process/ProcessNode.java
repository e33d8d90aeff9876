package grapevine.lab.process;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.Beyond;
import grapevine.lab.live.HostedNode;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NodeListener;
import grapevine.lab.live.NodePlan;
import grapevine.peer.Flood;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node that has a process of its own, seen from its host. What it is asked it has to answer within some seconds;
 * after that it is held for frozen and not asked any more until it does: nobody waits for it twice.
 */
final class ProcessNode extends LiveNode {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);
    private static final Duration PUBLISHES_WITHIN = HostedNode.TAKEN_WITHIN.plus(ANSWERS_WITHIN);
    private static final long LEAVES_WITHIN_SECONDS = 6;
    private static final long DIES_WITHIN_SECONDS = 2;

    private final Process process;
    private final Line line;
    private final NodeListener listener;
    private volatile boolean isToldToEnd;

    /** Of a process that was just started. */
    ProcessNode(NodePlan plan, Inbox inbox, NodeListener listener, Process process) {
        super(plan, inbox);
        this.process = process;
        this.listener = listener;
        this.line = new Line(name(), process, listener);
        line.begin(plan);
        process.onExit().thenRun(this::ended);
    }

    private void ended() {
        line.end(name() + " is killed: its process " + ending().orElse("ended"));
        if (!isToldToEnd && !line.hasFailed()) {
            listener.tell("its process " + ending().orElse("ended"));
        }
        listener.changedState();
    }

    @Override
    public CompletableFuture<?> listening() {
        return line.listening();
    }

    @Override
    public CompletableFuture<?> ready() {
        return line.ready();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Optional<String> ending() {
        return process.isAlive() ? Optional.empty() : Optional.of("ended " + Signal.wordFor(process.exitValue()));
    }

    @Override
    public String state() {
        if (!process.isAlive()) {
            return "killed";
        }
        return line.isSilent() ? "frozen" : line.state();
    }

    @Override
    public boolean isAnswering() {
        return process.isAlive() && !line.isSilent();
    }

    @Override
    protected CompletableFuture<Optional<Look>> askLook() {
        return answer(Asked.Look::new, Said.Answered::look);
    }

    @Override
    public List<Known> view() {
        return answer(Asked.Look::ofView, Said.Answered::view).join().orElse(List.of());
    }

    /** Nothing of one that is frozen, or gone. */
    private <T> CompletableFuture<Optional<T>> answer(
            LongFunction<Asked> question, Function<Said.Answered, @Nullable T> part) {
        if (!isAnswering() || !line.listening().isDone()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return line.asking(question, ANSWERS_WITHIN)
                .thenApply(said -> Optional.ofNullable(part.apply(said)))
                .exceptionally(silent -> Optional.empty());
    }

    @Override
    public MessageId publish(byte[] payload, @Nullable Flood how) throws InterruptedException, LabException {
        look(); // who stands still is found out sooner than by a message
        if (!isAnswering()) {
            throw new LabException(name() + " did not send it: it is " + state());
        }
        Said.Answered answer = line.ask(
                id -> new Asked.Publish(
                        id,
                        payload,
                        how == null ? null : how.relays(),
                        how == null ? 0 : how.hopDelay().toMillis()),
                PUBLISHES_WITHIN);
        if (answer.published() == null) {
            throw new LabException(String.valueOf(answer.failure()));
        }
        return answer.published();
    }

    @Override
    protected void connect(List<String> addresses) {
        if (isAnswering() && !addresses.isEmpty()) {
            line.tell(id -> new Asked.Connect(id, addresses));
        }
    }

    @Override
    protected void disconnect(List<String> addresses) {
        if (isAnswering() && !addresses.isEmpty()) {
            line.tell(id -> new Asked.Disconnect(id, addresses));
        }
    }

    @Override
    protected CompletableFuture<?> cutOff(Beyond beyond) {
        return isAnswering()
                ? line.asking(id -> new Asked.CutOff(id, beyond), ANSWERS_WITHIN)
                        .thenAccept(this::tellFailure)
                        .exceptionally(silent -> null) // it is told when it goes on
                : CompletableFuture.completedFuture(null);
    }

    private void tellFailure(Said.Answered answer) {
        if (answer.failure() != null) {
            listener.tell("is cut off as it was before: " + answer.failure());
        }
    }

    @Override
    protected void freeze() throws LabException, InterruptedException {
        look();
        Signal.STOP.send(process);
        line.fallSilent();
    }

    @Override
    protected void thaw() throws LabException, InterruptedException {
        Signal.CONTINUE.send(process);
        line.speakAgain();
        look();
    }

    @Override
    protected void kill() {
        look();
        isToldToEnd = true;
        process.destroyForcibly();
        awaitEnd(DIES_WITHIN_SECONDS);
    }

    @Override
    protected void leave() {
        isToldToEnd = true;
        look();
        if (isAnswering()) {
            line.tell(Asked.Leave::new);
            awaitEnd(LEAVES_WITHIN_SECONDS);
        }
        process.destroyForcibly();
        awaitEnd(DIES_WITHIN_SECONDS);
    }

    @Override
    protected void end() {
        isToldToEnd = true;
        process.destroyForcibly();
    }

    private void awaitEnd(long seconds) {
        try {
            process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
