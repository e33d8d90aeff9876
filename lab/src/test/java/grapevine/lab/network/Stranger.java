package grapevine.lab.network;

import grapevine.keys.NodeKeys;
import grapevine.wire.Address;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** Somebody with a bare socket, or one of TLS, who says what he likes. */
final class Stranger implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final InputStream in;

    /** Where he listens; null if he does not. */
    private ServerSocket at;

    Stranger(Address to) throws IOException {
        this(to, null);
    }

    /** @param keys what he has been given to belong; null for nothing */
    Stranger(Address to, NodeKeys keys) throws IOException {
        socket = keys == null ? new Socket() : keys.socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port()));
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            if (socket instanceof SSLSocket tls) {
                tls.startHandshake();
            }
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        if (keys != null) {
            socket.setSoLinger(true, 0); // else his end waits for what he is still writing
        }
    }

    /** A stranger who has introduced himself as a peer that listens on this port, and was greeted. */
    static Stranger asPeer(Address to, int port, long age) throws IOException {
        Stranger stranger = new Stranger(to);
        stranger.introduce(port, age);
        stranger.readUntil("Hello");
        return stranger;
    }

    /** Says the hello of a peer that listens on this port. */
    void introduce(int port, long age) throws IOException {
        introduce(port, age, "");
    }

    /** The same with further fields, a space before each. */
    void introduce(int port, long age, String fields) throws IOException {
        say(hello("default", port, age).replace("\n", fields + "\n"));
    }

    /** A stranger who is where he says, and has registered there. */
    static Stranger registered(Address seed) throws IOException {
        ServerSocket at = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        String hello = hello("default", at.getLocalPort(), 0);
        Thread door = new Thread(() -> answer(at, hello), "stranger-" + at.getLocalPort());
        door.setDaemon(true);
        door.start();
        Stranger stranger = new Stranger(seed);
        stranger.at = at;
        stranger.say(hello);
        stranger.readUntil("Hello");
        stranger.say("Register 1 0 0 0\n");
        stranger.readUntil("Registered");
        return stranger;
    }

    /** Whoever comes is told who is here, until he goes. */
    private static void answer(ServerSocket at, String hello) {
        while (!at.isClosed()) {
            try (Socket caller = at.accept()) {
                caller.getOutputStream().write(hello.getBytes(StandardCharsets.UTF_8));
                caller.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // he went without a word, or this is the end
            }
        }
    }

    /** A stranger to whom this peer has linked. */
    static Stranger asNeighbour(Address to, int port) throws IOException {
        Stranger stranger = asPeer(to, port, System.currentTimeMillis());
        stranger.link();
        return stranger;
    }

    /** Asks for a link, and gets it. */
    void link() throws IOException {
        say("Link request 0 0 join\n");
        readUntil("Link accepted");
    }

    static String hello(String network, int port, long age) {
        return "Hello grapevine/1 peer " + network + " 127.0.0.1:" + port + " " + System.currentTimeMillis() + " " + age
                + "\n";
    }

    /** Says it as it is, with or without a newline. */
    void say(String text) throws IOException {
        say(text.getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Says that nothing more comes. */
    void sayNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks off: what was said and not read is lost. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        close();
    }

    /** The next line, null at the end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = in.read();
        }
        return next < 0 && line.isEmpty() ? null : line.toString();
    }

    /** Reads to the first line that begins so. */
    String readUntil(String beginning) throws IOException {
        List<String> before = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            before.add(line);
        }
        throw new IOException("ended without \"" + beginning + "\", after " + before);
    }

    /** The last line before the other side ended the connection; empty if it said nothing. */
    String lastWords() throws IOException {
        String last = "";
        try {
            for (String line = line(); line != null; line = line()) {
                last = line;
            }
        } catch (SocketException e) {
            return last; // reset, because it did not read all that was said to it: an end as good as any
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        if (at != null) {
            at.close();
        }
    }
}
