package grapevine.lab.network;

import grapevine.keys.NodeKeys;
import grapevine.wire.Address;
import grapevine.wire.ProtocolException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code Who}, {@code Status} and {@code Why}, asked as a person with {@code nc} would: one line out, one answer back.
 */
public final class Question {
    private static final int PAGES = 1_000;
    private static final int LINE = 1_024;
    private static final int BODY = 64 * 1024;

    private final Duration patience;
    private final @Nullable NodeKeys keys;

    /** The node says that it does not answer this. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final String reason;
        private final String text;

        Refused(Address node, String line) {
            super(node + " answered \"" + line + "\"");
            String[] parts = line.split(" ", 3);
            reason = parts[1];
            text = parts.length > 2 ? parts[2] : "";
        }

        /** A word of the protocol: {@code not-local}, or {@code garbage} if it is too old to know the question. */
        public String reason() {
            return reason;
        }

        /** The same for {@link Poll#sentence}: of a certificate there stands behind it what is wrong with that. */
        public String why() {
            return reason.equals(ProtocolException.Reason.NOT_CERTIFIED.word())
                    ? (reason + " " + text).strip()
                    : reason;
        }
    }

    /** The node ended the connection and said nothing; one with keys does so to whoever has none. */
    public static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1L;

        Unanswered() {
            super("it ended the connection");
        }
    }

    /**
     * Questions that last this long at most, each with its connection, its handshake and its whole answer.
     *
     * @param keys of whoever asks; null to ask nodes that have none
     */
    public Question(Duration patience, @Nullable NodeKeys keys) {
        this.patience = patience;
        this.keys = keys;
    }

    /** The same for nodes without keys. */
    public Question(Duration patience) {
        this(patience, null);
    }

    /** How a node is: one line of {@code key=value}. */
    public String status(Address node) throws IOException {
        return ask(node, "Status");
    }

    /** Whom a node knows: a line each, the pages of a long answer put together. */
    public String who(Address node) throws IOException {
        StringBuilder lines = new StringBuilder();
        String question = "Who";
        for (int page = 0; page < PAGES; page++) {
            String answer = ask(node, question);
            int more = answer.lastIndexOf("more after=");
            if (more < 0) {
                return lines.append(answer).toString();
            }
            lines.append(answer, 0, more);
            question = "Who " + answer.substring(more + "more after=".length()).strip();
        }
        throw new IOException(node + " does not come to an end");
    }

    /** What a node saw of another that bears on whether that one lives: how it stands, then a line for each fact. */
    public String why(Address node, Address about) throws IOException {
        return ask(node, "Why " + about);
    }

    /** Has a peer publish this, which is a daemon; the line that says what came of it. */
    public String publish(Address node, String text) throws IOException {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return ask(node, "Status\nPublish " + length + "\n" + text, 2);
    }

    private String ask(Address node, String question) throws IOException {
        return ask(node, question, 1);
    }

    /** @return the last of so many answers */
    private String ask(Address node, String question, int answers) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        Socket below = new Socket();
        CompletableFuture<Void> end = closedAtTheEnd(below);
        try (below) {
            below.connect(new InetSocketAddress(host(node), node.port()), Math.toIntExact(patience.toMillis()));
            return ask(below, node, question, answers);
        } catch (IOException e) {
            if (System.nanoTime() < until) {
                throw e;
            }
            SocketTimeoutException late = new SocketTimeoutException("Read timed out");
            late.initCause(e);
            throw late;
        } finally {
            end.cancel(false);
        }
    }

    /** When the time is over: what comes a byte at a time would never let a single read be late. */
    private CompletableFuture<Void> closedAtTheEnd(Socket socket) {
        Executor then = CompletableFuture.delayedExecutor(patience.toNanos(), TimeUnit.NANOSECONDS);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        socket.close();
                    } catch (IOException e) {
                        // Whoever waits for it has an end all the same.
                    }
                },
                then);
    }

    private String ask(Socket below, Address node, String question, int answers) throws IOException {
        try (Socket socket = keys == null ? below : keys.socket(below)) {
            if (keys != null) {
                keys.check(socket);
            }
            socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String answer = answer(in, node);
            for (int next = 1; next < answers; next++) {
                in.skipNBytes(1); // the newline behind a body
                answer = answer(in, node);
            }
            return answer;
        }
    }

    private static String answer(InputStream in, Address node) throws IOException {
        String head = line(in);
        if (head.isEmpty()) {
            throw new Unanswered();
        }
        if (head.startsWith("Error ")) {
            throw new Refused(node, head);
        }
        if (!head.matches("Answer [0-9]{1,6}( .*)?")) {
            throw new IOException(node + " answered \"" + head + "\"");
        }
        int length = Integer.parseInt(head.split(" ", -1)[1]);
        byte[] body = in.readNBytes(Math.min(length, BODY));
        if (body.length < length) {
            throw new IOException(node + " ended in the middle of its answer");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < LINE; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private static String host(Address node) {
        String ip = node.ip().toString();
        return ip.startsWith("[") ? ip.substring(1, ip.length() - 1) : ip;
    }
}
