package grapevine.lab.live;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.peer.Flood;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A node that is there, and does nothing. */
class IdleNode extends LiveNode {
    IdleNode(int number, int port) {
        super(new NodePlan(number, port, "test", List.of(), List.of(), Beyond.NOTHING, null), new Inbox());
    }

    @Override
    public CompletableFuture<?> listening() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletableFuture<?> ready() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public String state() {
        return "ready";
    }

    @Override
    public boolean isAnswering() {
        return true;
    }

    @Override
    public List<Known> view() {
        return List.of();
    }

    @Override
    protected CompletableFuture<Optional<Look>> askLook() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public MessageId publish(byte[] payload, @Nullable Flood how) throws LabException {
        throw new LabException(name() + " does nothing");
    }

    @Override
    protected void connect(List<String> addresses) {}

    @Override
    protected void disconnect(List<String> addresses) {}

    @Override
    protected CompletableFuture<?> cutOff(Beyond beyond) {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    protected void freeze() {}

    @Override
    protected void thaw() {}

    @Override
    protected void kill() {}

    @Override
    protected void leave() {}
}
