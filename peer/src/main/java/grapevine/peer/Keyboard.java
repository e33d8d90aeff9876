package grapevine.peer;

import grapevine.node.Quoted;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Publishes what comes in, a line a message. A person who types is told at once what was not sent. What comes from a
 * file or another program waits instead, and is not read any further, until there is a neighbour and the links take
 * more. The end of input ends the reading, not the peer. Its thread may wait in the system for a line that never comes,
 * so it is a daemon thread and nobody waits for it.
 */
final class Keyboard {
    private final InputStream in;
    /** Between two tries to publish a line that waits; first and at the most. */
    private static final long WAIT_FIRST_NANOS = 1_000_000;

    private static final long WAIT_MOST_NANOS = 100_000_000;

    /** A line that has waited so long is spoken of, once as long as lines wait. */
    private static final long LONG_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean isTyped;
    private final Peer peer;
    private boolean isWaitTold;

    /** @param isTyped whether a person types the input */
    Keyboard(InputStream in, boolean isTyped, PrintStream out, Peer peer) {
        this.in = new BufferedInputStream(in);
        this.isTyped = isTyped;
        this.out = out;
        this.peer = peer;
    }

    void start() {
        Thread thread = new Thread(this::serve, "grapevine-keyboard");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (readLine()) {
                // each line is told by itself
            }
        } catch (IOException e) {
            out.println("input ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }

    /** Publishes one line; false at the end of input. Of a line that is too long only its length is kept. */
    private boolean readLine() throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (next != '\r') {
                length++;
                if (length <= Peer.MAX_PAYLOAD) {
                    line.write(next);
                }
            }
            next = in.read();
        }
        if (next >= 0 || length > 0) {
            publish(line.toByteArray(), length);
        }
        return next >= 0;
    }

    private void publish(byte[] line, long length) throws InterruptedException {
        if (length == 0) {
            out.println("not sent: an empty line is no message");
        } else if (length > Peer.MAX_PAYLOAD) {
            out.println("not sent: " + length + " bytes are more than the " + Peer.MAX_PAYLOAD + " of a message");
        } else {
            Outcome outcome = isTyped ? peer.publish(line).join() : publishInTime(line);
            String trouble = trouble(outcome);
            if (!trouble.isEmpty()) {
                out.println("not sent: " + Quoted.of(new String(line, StandardCharsets.UTF_8)) + ": " + trouble);
            }
        }
    }

    /** However long that takes, unless the peer leaves. */
    private Outcome publishInTime(byte[] line) throws InterruptedException {
        Outcome outcome = peer.publish(line).join();
        long wait = WAIT_FIRST_NANOS;
        long waited = 0;
        while (outcome == Outcome.THROTTLED || outcome == Outcome.NO_PEERS_YET) {
            TimeUnit.NANOSECONDS.sleep(wait);
            waited += wait;
            if (waited > LONG_NANOS && !isWaitTold) {
                isWaitTold = true;
                out.println("the input waits: " + trouble(outcome));
            }
            wait = Math.min(2 * wait, WAIT_MOST_NANOS);
            outcome = peer.publish(line).join();
        }
        isWaitTold &= waited > 0;
        return outcome;
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
