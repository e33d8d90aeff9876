package grapevine.bench.system;

import io.nats.client.Connection;
import io.nats.client.Options;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * NATS: a server that all nodes are clients of. It runs as a process of its own; its CPU time counts, its heap does
 * not.
 */
public final class Nats implements Contender {
    private static final String SERVER = "nats-server";
    private static final String SUBJECT = "bench";

    private final List<Connection> nodes = new ArrayList<>();
    private @Nullable Process server;

    /** The server's program, if it is installed. */
    public static Optional<Path> server() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder).resolve(SERVER))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void form(int count, Deliveries deliveries, Deadline deadline) throws Exception {
        int port = FreePort.next();
        Path program = server().orElseThrow(() -> new IOException("no " + SERVER + " in PATH"));
        Process started = new ProcessBuilder(program.toString(), "-a", "127.0.0.1", "-p", String.valueOf(port))
                .inheritIO()
                .start();
        server = started;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        deadline.await("a server that listens", () -> isListening(port));
        Options options = new Options.Builder()
                .server("nats://127.0.0.1:" + port)
                .noEcho()
                .noReconnect()
                .build();
        for (int i = 0; i < count; i++) {
            int node = i;
            Connection connection = io.nats.client.Nats.connect(options);
            nodes.add(connection);
            connection
                    .createDispatcher(message -> deliveries.received(node, message.getData()))
                    .subscribe(SUBJECT);
        }
        for (Connection node : nodes) {
            node.flush(Duration.ofMillis(deadline.millisLeft()));
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Refused while too much waits in the client. */
    @Override
    public boolean publish(int node, byte[] payload) {
        try {
            nodes.get(node).publish(SUBJECT, payload);
            return true;
        } catch (IllegalStateException full) {
            if (nodes.get(node).getStatus() != Connection.Status.CONNECTED) {
                throw full;
            }
            return false;
        }
    }

    @Override
    public long cpuNanosElsewhere() {
        return server == null
                ? 0
                : server.toHandle()
                        .info()
                        .totalCpuDuration()
                        .map(Duration::toNanos)
                        .orElse(0L);
    }

    @Override
    public void close() {
        if (server != null) {
            server.destroy(); // and with it all connections
        }
    }
}
