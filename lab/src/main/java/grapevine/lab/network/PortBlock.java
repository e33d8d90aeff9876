package grapevine.lab.network;

import grapevine.lab.console.LabException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@value #SIZE} ports of 127.0.0.1 in a row that one process of this machine has to itself among those that ask here:
 * it listens at the first of them until the block is closed, or until it ends, however it ends. So a port may be named
 * long before a node listens there, and again after that node was killed.
 *
 * <p>The blocks are below the ports that systems give to outgoing connections: a node's own dials would otherwise take
 * the port of one that starts later. A program that does not ask here may still listen at a port of a block.
 */
public final class PortBlock implements AutoCloseable {
    static final int LOWEST = 20_000;
    static final int HIGHEST = 32_000;
    static final int SIZE = 100;
    private static final int CALL_MILLIS = 1000;
    private static final int BLOCKS = (HIGHEST - LOWEST) / SIZE;

    private final ServerSocket held;

    private PortBlock(ServerSocket held) {
        this.held = held;
    }

    /**
     * One that nobody has.
     *
     * @throws LabException if all are taken
     */
    public static PortBlock take() throws LabException {
        return takeOutside(0, 0);
    }

    /**
     * One that nobody has, and that has none of the ports from one to another, which are for somebody else.
     *
     * @throws LabException if all are taken
     */
    public static PortBlock takeOutside(int from, int to) throws LabException {
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int first = LOWEST + (start + i) % BLOCKS * SIZE;
            if (first > to || first + SIZE <= from) {
                try {
                    return new PortBlock(listen(first));
                } catch (IOException e) {
                    // It is somebody's.
                }
            }
        }
        throw new LabException("no block of " + SIZE + " ports is free from " + LOWEST + " to " + HIGHEST);
    }

    /** Its first port, at which this process listens; the others up to {@link #last} are for whoever took it. */
    public int first() {
        return held.getLocalPort();
    }

    /** Its last port. */
    public int last() {
        return first() + SIZE - 1;
    }

    /** Gives it back. */
    @Override
    public void close() {
        try {
            held.close();
        } catch (IOException e) {
            // Then the end of this process gives it back.
        }
    }

    /**
     * Whether nobody listens at a port. It is called there: to listen oneself and to stop would keep it taken for a
     * while where another thread starts a process just then, which has that socket until it runs its own program.
     */
    public static boolean isFree(int port) {
        try (Socket caller = new Socket()) {
            caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CALL_MILLIS);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false; // whoever listens there takes nobody
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
