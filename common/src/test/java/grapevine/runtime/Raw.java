package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A bare socket, for what a well-behaved node never does. Blocking, with a deadline on each read. */
final class Raw implements AutoCloseable {
    private static final int DEADLINE_MS = 10_000;

    private final Socket socket = new Socket();

    Raw(Address to) {
        this(Ip.UNSPECIFIED, to);
    }

    /** From this ip. */
    Raw(Ip from, Address to) {
        try {
            socket.bind(new InetSocketAddress(from.toInetAddress(), 0));
            socket.setReceiveBufferSize(64 * 1024);
            socket.setSoTimeout(DEADLINE_MS);
            socket.connect(new InetSocketAddress(to.ip().toInetAddress(), to.port()), DEADLINE_MS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void say(byte[] bytes, int from, int to) throws IOException {
        socket.getOutputStream().write(bytes, from, to - from);
    }

    /** Ends this direction only. */
    void sayNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** So many bytes. */
    String hear(int bytes) throws IOException {
        byte[] heard = socket.getInputStream().readNBytes(bytes);
        assertThat(heard).hasSize(bytes);
        return new String(heard, StandardCharsets.US_ASCII);
    }

    /** All there is until the other side ends its direction. */
    String hearAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Ends both directions in order. */
    void hangUp() throws IOException {
        socket.close();
    }

    /** Breaks the connection off with a reset. */
    void reset() throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Writes until the other side's kernel takes no more for now, or all is written; returns how much that was. */
    static int pour(SocketChannel into, ByteBuffer bytes) throws IOException {
        int before = bytes.position();
        int refused = 0;
        while (bytes.hasRemaining() && refused < 200) {
            if (into.write(bytes) == 0) {
                refused++;
                Thread.yield();
            } else {
                refused = 0;
            }
        }
        return bytes.position() - before;
    }
}
