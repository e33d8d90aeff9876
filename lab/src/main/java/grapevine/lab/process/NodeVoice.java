package grapevine.lab.process;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.door.Json;
import grapevine.lab.live.HostedNode;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.NodeListener;
import grapevine.lab.live.NodePlan;
import grapevine.peer.Flood;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The node of this process, which its host asks, and which tells its host what comes. */
final class NodeVoice implements Asked.Handler, NodeListener {
    /** How many messages may be published at a time, and how many more may wait for that. */
    private static final int PUBLISHERS = 4;

    private static final int MOST_WAITING = 16;

    /** A host that does not read what it says last is not waited for any longer. */
    private static final long LAST_WORDS_MILLIS = 1_000;

    private final LineWriter host;
    private final HostedNode node;
    private final ExecutorService publishers = new ThreadPoolExecutor(
            PUBLISHERS, PUBLISHERS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING), NodeVoice::publisher);

    private NodeVoice(NodePlan plan, LineWriter host) throws LabException {
        this.host = host;
        this.node = HostedNode.start(plan, new Inbox(), this); // what it hears goes into the inbox at its host
    }

    /**
     * Starts the node, and says how far it comes.
     *
     * @throws LabException if its port cannot be had
     */
    static NodeVoice start(NodePlan plan, LineWriter host) throws LabException {
        NodeVoice voice = new NodeVoice(plan, host);
        voice.say(new Said.Became(Said.Stage.LISTENING, null));
        voice.node.ready().thenRun(() -> voice.say(new Said.Became(Said.Stage.READY, null)));
        return voice;
    }

    private static Thread publisher(Runnable work) {
        Thread thread = new Thread(work, "publisher");
        thread.setDaemon(true);
        return thread;
    }

    /** Does what is asked until nobody is there to ask. */
    void answer(BufferedReader questions) throws IOException {
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            Json.objects().readValue(line, Asked.class).handle(this);
        }
    }

    // What is asked

    @Override
    public void look(Asked.Look asked) {
        say(
                asked.isOfView()
                        ? new Said.Answered(asked.id(), node.state(), null, node.view(), null, null)
                        : new Said.Answered(asked.id(), node.state(), node.look(), null, null, null));
    }

    @Override
    public void publish(Asked.Publish asked) {
        try {
            publishers.execute(() -> say(published(asked)));
        } catch (RejectedExecutionException e) {
            say(failed(asked, node.name() + " did not send it: too many messages wait already"));
        }
    }

    private Said published(Asked.Publish asked) {
        Integer relays = asked.relays();
        try {
            Flood how = relays == null ? null : new Flood(relays, Duration.ofMillis(asked.hopDelayMillis()));
            return answer(asked, node.publish(asked.payload(), how), null);
        } catch (LabException e) {
            return failed(asked, e.getMessage());
        } catch (RuntimeException e) { // the host waits for an answer whatever happens here
            return failed(asked, node.name() + " did not send it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(asked, node.name() + " did not send it: it ends");
        }
    }

    @Override
    public void connect(Asked.Connect asked) {
        node.connect(asked.addresses());
        say(answer(asked, null, null));
    }

    @Override
    public void disconnect(Asked.Disconnect asked) {
        node.disconnect(asked.addresses());
        say(answer(asked, null, null));
    }

    @Override
    public void cutOff(Asked.CutOff asked) {
        node.cutOff(asked.beyond())
                .whenComplete((done, why) -> say(answer(asked, null, why == null ? null : "" + why)));
    }

    @Override
    public void leave(Asked.Leave asked) {
        close();
        try {
            host.finish(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    /** The node leaves. */
    void close() {
        node.leave();
        publishers.shutdownNow();
    }

    private Said failed(Asked asked, @Nullable String why) {
        return answer(asked, null, why);
    }

    private Said answer(Asked asked, @Nullable MessageId published, @Nullable String failure) {
        return new Said.Answered(asked.id(), node.state(), null, null, published, failure);
    }

    // What comes

    @Override
    public void arrived(Arrival arrival) {
        say(new Said.Arrived(arrival));
    }

    @Override
    public void copied(Copy copy) {
        say(new Said.Copied(copy));
    }

    /** For a picture: if the host does not read, the node does not stand still for that. */
    @Override
    public void stepped(Step step) {
        host.offer(new Said.Stepped(step));
    }

    @Override
    public void tell(String what) {
        say(new Said.Told(what));
    }

    /** Told where the node works, which is not to wait for its host. */
    @Override
    public void foundDead(int port) {
        host.offer(new Said.FoundDead(port));
    }

    @Override
    public void changedState() {
        // The host finds out.
    }

    /** Waits where the host does not read. */
    private void say(Said line) {
        try {
            host.put(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
