package grapevine.lab.network;

import grapevine.lab.console.LabException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 where nobody listens now. They are taken from {@value #LOWEST} to {@value #HIGHEST}, below those
 * that systems give to outgoing connections: a node's own dials would otherwise take the port of one that starts later.
 */
final class FreePorts {
    static final int LOWEST = 20_000;
    static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    /** Given out by this process, whoever asked: two networks in one process must not meet. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /**
     * One that was free a moment ago, and that this process has not given out before.
     *
     * @throws LabException if none is found
     */
    static int next() throws LabException {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (take(port) && isFree(port)) {
                return port;
            }
        }
        throw new LabException("no free port found from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean take(int port) {
        synchronized (GIVEN) {
            return GIVEN.add(port);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
