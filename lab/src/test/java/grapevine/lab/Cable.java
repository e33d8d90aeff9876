package grapevine.lab;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to one node, with an address of its own which the node gives to others: connections made there are passed on
 * to where the node listens. A cut stops all bytes between two sides and lets them go on when it is over, as TCP does
 * when a network loses everything for a while. Who connects is read from its hello.
 */
final class Cable implements AutoCloseable {
    /** Who is cut off from all others; shared by all cables. */
    static final class Cut {
        private Set<Address> side = Set.of();

        synchronized void between(Set<Address> oneSide) {
            side = Set.copyOf(oneSide);
        }

        synchronized void heal() {
            side = Set.of();
            notifyAll();
        }

        synchronized void awaitOpen(Address one, Address other) throws InterruptedException {
            while (side.contains(one) != side.contains(other)) {
                wait();
            }
        }
    }

    private final Cut cut;
    private final int listener;
    private final ServerSocket front;
    private final Address address;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** A cable to a node that listens at this port of loopback. */
    Cable(int listener, Cut cut) throws IOException {
        this.listener = listener;
        this.cut = cut;
        front = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        address = new Address(Ip.LOOPBACK, front.getLocalPort());
        begin("cable-" + front.getLocalPort(), this::acceptAll);
    }

    /** Where others find the node. */
    Address address() {
        return address;
    }

    /** The node is gone: so is everything that went through here. */
    @Override
    public void close() {
        end(front);
        sockets.forEach(Cable::end);
    }

    /** Until the cable is closed: whatever ends one connection, the others go on. */
    private void acceptAll() {
        while (true) {
            try {
                Socket near = front.accept();
                sockets.add(near);
                begin("way-in", () -> connect(near));
            } catch (IOException e) {
                if (front.isClosed()) {
                    return;
                }
                throw new UncheckedIOException("cable " + address + " is cut", e);
            }
        }
    }

    private void connect(Socket near) throws IOException, InterruptedException {
        Socket far = new Socket();
        sockets.add(far);
        try {
            near.setSoLinger(true, 0);
            near.setTcpNoDelay(true);
            byte[] hello = firstLine(near.getInputStream());
            Address from = Address.parse(new String(hello, StandardCharsets.US_ASCII).split(" ", -1)[4]);
            cut.awaitOpen(from, address);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener));
            far.setTcpNoDelay(true);
            begin("way-back", () -> pass(far, near, from));
            far.getOutputStream().write(hello);
            pass(near, far, from);
        } catch (IOException | RuntimeException e) {
            drop(near, far);
        }
    }

    /** Until the one end says that it is done; then the other hears the same. */
    private void pass(Socket source, Socket sink, Address from) throws InterruptedException {
        byte[] bytes = new byte[64 * 1024];
        try {
            for (int count = source.getInputStream().read(bytes);
                    count >= 0;
                    count = source.getInputStream().read(bytes)) {
                cut.awaitOpen(from, address);
                sink.getOutputStream().write(bytes, 0, count);
            }
            cut.awaitOpen(from, address);
            sink.shutdownOutput();
            if (source.isOutputShutdown()) {
                source.setSoLinger(false, 0); // both ended in order: neither is reset
                sink.setSoLinger(false, 0);
                drop(source, sink);
            }
        } catch (IOException e) {
            cut.awaitOpen(from, address);
            drop(source, sink);
        }
    }

    private void drop(Socket one, Socket other) {
        for (Socket socket : List.of(one, other)) {
            sockets.remove(socket);
            end(socket);
        }
    }

    private static byte[] firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                return line.toByteArray();
            }
        }
        throw new IOException("closed before the hello");
    }

    private static void end(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing a socket fails", e);
        }
    }

    /** Something that ends when its sockets do. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void begin(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        return; // its socket was closed
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
