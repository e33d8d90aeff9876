package grapevine.bench.floor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A thread that reads and writes the links of some nodes: all that is ready is read, then each link is written once.
 */
final class FloorLoop implements AutoCloseable {
    private static final int READ_BYTES = 256 * 1024;
    private static final long CLOSE_MS = 2_000;

    private final Selector selector;
    private final Thread thread;
    private final Queue<FloorNode> publishing = new ConcurrentLinkedQueue<>();
    private final List<FloorLink> toWrite = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private byte[] bytes = new byte[READ_BYTES];
    private volatile boolean isClosed;

    FloorLoop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    Selector selector() {
        return selector;
    }

    void start() {
        thread.start();
    }

    /** From any thread: a node has something to publish. */
    void publishing(FloorNode node) {
        publishing.add(node);
        selector.wakeup();
    }

    void writeLater(FloorLink link) {
        toWrite.add(link);
    }

    private void run() {
        try {
            while (!isClosed) {
                selector.select(this::ready);
                FloorNode node;
                while ((node = publishing.poll()) != null) {
                    node.sendPublished();
                }
                for (FloorLink link : toWrite) {
                    link.write();
                }
                toWrite.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        FloorLink link = (FloorLink) key.attachment();
        try {
            if (key.isReadable()) {
                read(link);
            }
            if (key.isWritable()) {
                link.write();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(FloorLink link) throws IOException {
        in.clear();
        int count = link.channel.read(in);
        if (count < 0) {
            throw new IOException("a link of the floor has ended");
        }
        in.flip();
        int length = link.restLength + count;
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        System.arraycopy(link.rest, 0, bytes, 0, link.restLength);
        in.get(bytes, link.restLength, count);
        link.node.take(link, bytes, length);
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        selector.wakeup();
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }
}
