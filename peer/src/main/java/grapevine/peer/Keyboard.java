package grapevine.peer;

import grapevine.node.Fact;
import grapevine.node.Quoted;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what comes in, a line a message. A person who types is told at once what was not sent. What comes from a
 * file or another program waits instead, and is not read any further, until there is a neighbour and the links take
 * more; what there is to say of it goes the way of the log, so that an output that nobody reads does not hold it up.
 * The end of input ends the reading; it ends the peer only where that is asked for. Its thread may wait in the system
 * for a line that never comes, so it is a daemon thread and nobody waits for it.
 */
final class Keyboard {
    private static final long LOOK_MILLIS = 100;

    /** A line that has waited so long is spoken of, once as long as lines wait. */
    private static final long LONG_SECONDS = 5;

    /** Longer than a line waits. */
    private static final Duration FOR_EVER = JoinedPeer.LONGEST_PATIENCE;

    private final InputStream in;
    private final PrintStream out;
    private final Consumer<Fact> facts;
    private final boolean isTyped;
    private final JoinedPeer peer;
    private final @Nullable Duration atEnd;
    private boolean wasSent;
    private boolean isWaitTold;

    /**
     * For one peer.
     *
     * @param isTyped whether a person types the input
     * @param facts for the log
     * @param atEnd how long the peer waits at the end of input before it ends; null if it does not end
     */
    Keyboard(
            InputStream in,
            boolean isTyped,
            PrintStream out,
            Consumer<Fact> facts,
            JoinedPeer peer,
            @Nullable Duration atEnd) {
        this.in = new BufferedInputStream(in);
        this.isTyped = isTyped;
        this.out = out;
        this.facts = facts;
        this.peer = peer;
        this.atEnd = atEnd;
    }

    void start() {
        Thread thread = new Thread(this::serve, "grapevine-keyboard");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            readAll();
            if (atEnd != null) {
                finish(atEnd);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }

    private void readAll() throws InterruptedException {
        try {
            while (readLine()) {
                // each line is told by itself
            }
        } catch (IOException e) {
            facts.accept(new Fact.InputFailed(String.valueOf(e.getMessage())));
        }
    }

    /** Publishes one line; false at the end of input. Of a line that is too long only its length is kept. */
    private boolean readLine() throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        int next = in.read();
        boolean isReturnLast = false;
        while (next >= 0 && next != '\n') {
            isReturnLast = next == '\r';
            length++;
            if (length <= Peer.MAX_PAYLOAD + 1) { // the one more may be a return, which is no part of it
                line.write(next);
            }
            next = in.read();
        }
        if (next >= 0 || length > 0) {
            publish(line.toByteArray(), isReturnLast ? length - 1 : length);
        }
        return next >= 0;
    }

    private void publish(byte[] read, long length) throws InterruptedException {
        byte[] line = Arrays.copyOf(read, (int) Math.min(length, Peer.MAX_PAYLOAD));
        if (length == 0) {
            refused(Quoted.of(""), "an empty line is no message");
        } else if (length > Peer.MAX_PAYLOAD) {
            String beginning = Quoted.of(new String(line, StandardCharsets.UTF_8));
            refused(beginning, length + " bytes are more than the " + Peer.MAX_PAYLOAD + " of a message");
        } else {
            Outcome outcome = isTyped ? peer.publish(line).join().outcome() : publishInTime(line);
            String trouble = trouble(outcome);
            wasSent |= outcome == Outcome.ACCEPTED;
            if (!trouble.isEmpty()) {
                String quoted = Quoted.whole(line); // for whoever has it nowhere else
                refused(quoted, quoted + ": " + trouble, trouble);
            }
        }
    }

    private void refused(String quoted, String why) {
        refused(quoted, why, why);
    }

    /** A person is told at once, and whoever reads the log later. */
    private void refused(String quoted, String told, String why) {
        if (isTyped) {
            out.println("not sent: " + told);
        }
        facts.accept(new Fact.LineRefused(new Fact.ShownLine(quoted), why));
    }

    /** However long that takes, unless the peer leaves. */
    private Outcome publishInTime(byte[] line) throws InterruptedException {
        CompletableFuture<Published> published = peer.publish(line, FOR_EVER);
        boolean isLong = !isDone(published, LONG_SECONDS);
        if (isLong && !isWaitTold) {
            facts.accept(new Fact.InputWaits(trouble(peer.links() == 0 ? Outcome.NO_PEERS_YET : Outcome.THROTTLED)));
        }
        isWaitTold = isLong;
        return published.join().outcome();
    }

    private static boolean isDone(CompletableFuture<?> result, long seconds) throws InterruptedException {
        try {
            result.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failed) {
            return true; // whoever joins it hears of it
        }
        return true;
    }

    /** The end of input ends the peer, once there is a neighbour to take what was sent. */
    private void finish(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (wasSent && peer.links() == 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        peer.finish(patience);
    }

    private static String trouble(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> "";
            case THROTTLED -> "the links cannot take more now, try again";
            case NO_PEERS_YET -> "there is no neighbour yet";
            case CLOSED -> "this peer has left";
        };
    }
}
