package grapevine.lab;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A peer as somebody would write it who has docs/protocol.md and nothing else: plain sockets, and not a line of the
 * product. It does what the page asks of a peer that links to one other, and no more.
 */
final class PageClient implements Closeable {
    /** Well above what a loaded machine takes for an answer. */
    private static final int DEADLINE_MILLIS = 20_000;

    final BlockingQueue<String> gossip = new LinkedBlockingQueue<>();
    final BlockingQueue<String> livenessRequests = new LinkedBlockingQueue<>();

    /** Lines that it did not know what to do with. */
    final List<String> unknown = new CopyOnWriteArrayList<>();

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final long epoch = System.currentTimeMillis();
    private long age;
    private long revision;
    private int links;
    private long made;

    PageClient() throws IOException {
        start("accepts", this::accept);
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** Registers with a degree, takes the age proposed, and returns the addresses of the list. */
    List<String> register(String seed) throws IOException {
        try (Wire wire = dial(seed)) {
            wire.say("Register " + ++revision + " " + age + " " + links + " 64\n");
            wire.expect("Hello grapevine/1 seed default " + seed + " ");
            String[] registered = wire.expect("Registered ").split(" ");
            age = Long.parseLong(registered[1]);
            String list = wire.body(registered[4]);
            return List.of(list.split(";")).stream()
                    .filter(entry -> !entry.isEmpty())
                    .map(entry -> entry.substring(0, entry.indexOf(':', entry.indexOf(':') + 1)))
                    .toList();
        }
    }

    /** Asks an older peer for a link, and answers what is said on it from then on. */
    Wire link(String peer) throws IOException {
        Wire wire = dial(peer);
        wire.say("Link request 0 0 join\n");
        wire.expect("Hello grapevine/1 peer default " + peer + " ");
        wire.expect("Link accepted ");
        links++;
        wire.say("Graft 0\n\n");
        start("hears " + peer, () -> hear(wire));
        return wire;
    }

    void publish(Wire link, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        link.say("Gossip " + System.currentTimeMillis() + ":127.0.0.1:" + ++made + " " + listening.getLocalPort() + " "
                + epoch + " 0 " + payload.length + "\n" + text);
        link.say("\n");
    }

    /** Says that it goes, to a neighbour and to a seed. */
    void leave(Wire link, String seed) throws IOException {
        link.say("Bye leaving 0\n\n");
        try (Wire wire = dial(seed)) {
            wire.say("Leave " + ++revision + "\n");
            wire.expect("Hello ");
            wire.expect("Left");
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private Wire dial(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket();
        socket.connect(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                DEADLINE_MILLIS);
        Wire wire = new Wire(socket);
        wire.say(hello() + "\n");
        return wire;
    }

    private String hello() {
        return "Hello grapevine/1 peer default " + address() + " " + epoch + " " + age;
    }

    /** Seeds and peers may look whether it is there. */
    private void accept() throws IOException {
        while (true) {
            Wire wire = new Wire(listening.accept());
            start("answers", () -> {
                wire.expect("Hello grapevine/1 ");
                wire.say(hello() + " seen=127.0.0.1\n");
                hear(wire);
            });
        }
    }

    private void hear(Wire wire) throws IOException {
        while (true) {
            String line = wire.line();
            String[] fields = line.split(" ");
            if (line.startsWith("Liveness Request:")) {
                wire.say("Liveness Reply:" + line.split(":")[1] + ":127.0.0.1\n");
                livenessRequests.add(line);
            } else if (fields[0].equals("Gossip")) {
                String body = wire.body(String.valueOf(Integer.parseInt(fields[4]) + Integer.parseInt(fields[5])));
                gossip.add(body.substring(Integer.parseInt(fields[4])));
            } else if (fields[0].equals("Digest")) {
                wire.say("Agreed\n");
            } else if (fields[0].equals("Shuffle")) {
                wire.body(fields[1]);
                wire.say("Shuffled 0\n\n");
            } else if (List.of("Graft", "Have", "Gone", "Shuffled").contains(fields[0])) {
                wire.body(fields[1]);
            } else if (fields[0].equals("Bye")) {
                wire.body(fields[2]);
            } else if (!List.of("Announce", "Prune", "Agreed").contains(fields[0])) {
                unknown.add(line);
            }
        }
    }

    private interface Talk {
        void run() throws IOException;
    }

    private static void start(String name, Talk talk) {
        Thread thread = new Thread(
                () -> {
                    try {
                        talk.run();
                    } catch (IOException e) {
                        // The connection, or this client, has ended.
                    }
                },
                "page-client-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection: lines, and bodies of as many bytes as their lines say. */
    static final class Wire implements Closeable {
        private final Socket socket;
        private final InputStream in;

        Wire(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(DEADLINE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        synchronized void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("after \"" + line + "\"");
                }
                line.append((char) next);
            }
            return line.toString();
        }

        String expect(String start) throws IOException {
            String line = line();
            if (!line.startsWith(start)) {
                throw new AssertionError("\"" + line + "\" where the page says \"" + start + "\"");
            }
            return line;
        }

        String body(String length) throws IOException {
            byte[] body = in.readNBytes(Integer.parseInt(length));
            if (in.read() != '\n') {
                throw new AssertionError("no newline after a body of " + length);
            }
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
