package grapevine.lab.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of its own, because client and server in one process would need twice the descriptors: opens many
 * connections, says nothing on any of them, prints {@code open <count>}, and keeps them until its input ends.
 */
final class IdleConnections {
    private IdleConnections() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        int count = Integer.parseInt(args[1]);
        List<SocketChannel> open = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            open.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
        System.out.println("open " + open.size());
        while (System.in.read() >= 0) {
            // until the end of input
        }
    }
}
