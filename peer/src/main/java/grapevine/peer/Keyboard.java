package grapevine.peer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Publishes what is typed, a line a message, and tells the person what was not sent. The end of input ends the reading,
 * not the peer. Its thread may wait in the system for a line that never comes, so it is a daemon thread and nobody
 * waits for it.
 */
final class Keyboard {
    private final InputStream in;
    private final PrintStream out;
    private final Peer peer;

    Keyboard(InputStream in, PrintStream out, Peer peer) {
        this.in = new BufferedInputStream(in);
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
        }
    }

    /** Publishes one line; false at the end of input. Of a line that is too long only its length is kept. */
    private boolean readLine() throws IOException {
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

    private void publish(byte[] line, long length) {
        if (length == 0) {
            out.println("not sent: an empty line is no message");
        } else if (length > Peer.MAX_PAYLOAD) {
            out.println("not sent: " + length + " bytes are more than the " + Peer.MAX_PAYLOAD + " of a message");
        } else {
            String trouble = switch (peer.publish(line).join()) {
                case ACCEPTED -> "";
                case THROTTLED -> "not sent: the links cannot take more now, try again";
                case NO_PEERS_YET -> "not sent: there is no neighbour yet";
                case CLOSED -> "not sent: this peer has left";
            };
            if (!trouble.isEmpty()) {
                out.println(trouble);
            }
        }
    }
}
