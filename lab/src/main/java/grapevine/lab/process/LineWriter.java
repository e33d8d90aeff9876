package grapevine.lab.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.lab.door.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes lines of JSON to another process. A thread of its own waits for that where it does not read: who has something
 * to say does so only if he wants to. Safe for several threads.
 */
final class LineWriter {
    /** None is empty but this one, after which there is none. */
    private static final byte[] LAST = {};

    private final OutputStream out;
    private final Runnable onEnd;
    private final BlockingQueue<byte[]> lines;
    private final Thread thread;

    /**
     * Begins.
     *
     * @param most how many lines may wait
     * @param onEnd called once if nothing can be written any more
     */
    LineWriter(String name, OutputStream out, int most, Runnable onEnd) {
        this.out = out;
        this.onEnd = onEnd;
        this.lines = new ArrayBlockingQueue<>(most);
        this.thread = new Thread(this::write, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One more line, unless too many wait: then it is dropped, and the answer is false. */
    boolean offer(Object line) {
        return lines.offer(bytes(line));
    }

    /** One more line; waits for room. */
    void put(Object line) throws InterruptedException {
        lines.put(bytes(line));
    }

    /** Writes what waits, and nothing after it; waits for that, at most so long (ms). */
    void finish(long millis) throws InterruptedException {
        if (lines.offer(LAST, millis, TimeUnit.MILLISECONDS)) {
            thread.join(millis);
        }
    }

    /** Nothing is written any more. */
    void end() {
        thread.interrupt();
    }

    private static byte[] bytes(Object line) {
        try {
            return Json.objects().writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of ours is none", e);
        }
    }

    private void write() {
        try {
            for (byte[] line = lines.take(); line.length > 0; line = lines.take()) {
                out.write(line);
                out.write('\n');
                if (lines.isEmpty()) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException e) {
            onEnd.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
