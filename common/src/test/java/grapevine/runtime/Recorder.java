package grapevine.runtime;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Passes one connection on to somebody, keeps all that went either way, and may spoil it. */
final class Recorder implements AutoCloseable {
    private final ServerSocket listening;
    private final Address to;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private volatile boolean isToSpoil;

    Recorder(Address to) throws IOException {
        this.to = to;
        this.listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        start(this::serve);
    }

    Address address() {
        return new Address(Ip.LOOPBACK, listening.getLocalPort());
    }

    /** As Latin-1, so that each byte is a character. */
    synchronized String seen() {
        return seen.toString(StandardCharsets.ISO_8859_1);
    }

    /** Changes a bit of what comes next. */
    void spoilNext() {
        isToSpoil = true;
    }

    private void serve() {
        try (Socket from = listening.accept();
                Socket onward = new Socket(to.ip().toInetAddress(), to.port())) {
            Thread back = start(() -> pass(onward, from));
            pass(from, onward);
            back.join();
        } catch (IOException | InterruptedException e) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket onward) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = onward.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                synchronized (this) {
                    seen.write(buffer, 0, length);
                }
                if (isToSpoil) {
                    isToSpoil = false;
                    buffer[length - 1] ^= 1;
                }
                out.write(buffer, 0, length);
            }
            onward.shutdownOutput();
        } catch (IOException e) {
            // One of them has ended.
        }
    }

    private static Thread start(Runnable job) {
        Thread thread = new Thread(job, "recorder");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
