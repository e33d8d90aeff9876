package grapevine.lab.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for the nodes of a network in this process, below those of PortBlock. */
final class Ports {
    /** So many follow the origin. */
    static final int MANY = 20;

    private static final int FIRST = 12_000;
    private static final int BLOCKS = 300;
    private static final boolean[] GIVEN = new boolean[BLOCKS];

    private Ports() {}

    /** An origin behind which {@value #MANY} ports are free, and are given to nobody else here. */
    static synchronized int origin() {
        for (int i = 0; i < 10 * BLOCKS; i++) {
            int block = ThreadLocalRandom.current().nextInt(BLOCKS);
            if (!GIVEN[block] && areFree(FIRST + block * MANY)) {
                GIVEN[block] = true;
                return FIRST + block * MANY;
            }
        }
        throw new AssertionError("no " + MANY + " free ports in a row");
    }

    static boolean areFree(int origin) {
        for (int port = origin + 1; port < origin + MANY; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
