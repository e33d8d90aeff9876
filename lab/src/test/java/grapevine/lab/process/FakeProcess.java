package grapevine.lab.process;

import grapevine.lab.door.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The process of a node, as its host has it, whose part is played by a test. */
final class FakeProcess extends Process {
    private static final int KILLED = 137;

    private final PipedInputStream asked = new PipedInputStream(1 << 10);
    private final PipedInputStream said = new PipedInputStream(1 << 10);
    private final OutputStream toChild;
    private final OutputStream fromChild;
    private final BufferedReader questions;
    private final CompletableFuture<Process> exit = new CompletableFuture<>();
    private volatile int status;

    FakeProcess() throws IOException {
        toChild = new PipedOutputStream(asked);
        fromChild = new PipedOutputStream(said);
        questions = new BufferedReader(new InputStreamReader(asked, StandardCharsets.UTF_8));
    }

    /** The first line that it is sent. */
    void skipPlan() throws IOException {
        questions.readLine();
    }

    /** The next question that its host asks. */
    Asked question() throws IOException {
        return Json.objects().readValue(questions.readLine(), Asked.class);
    }

    /** Says this. */
    void say(Said line) throws IOException {
        say(Json.objects().writeValueAsString(line) + "\n");
    }

    void answer(long id) throws IOException {
        answer(id, null);
    }

    void answer(long id, String failure) throws IOException {
        say(new Said.Answered(id, "ready", null, null, null, failure));
    }

    void say(String text) throws IOException {
        fromChild.write(text.getBytes(StandardCharsets.UTF_8));
        fromChild.flush();
    }

    /** Ends. */
    void end(int with) throws IOException {
        status = with;
        fromChild.close();
        asked.close();
        exit.complete(this);
    }

    @Override
    public OutputStream getOutputStream() {
        return toChild;
    }

    @Override
    public InputStream getInputStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return said;
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.thenApply(process -> process);
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public int waitFor() {
        exit.join();
        return status;
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) {
        return exit.isDone();
    }

    @Override
    public int exitValue() {
        return status;
    }

    @Override
    public long pid() {
        return 4711;
    }

    @Override
    public void destroy() {
        destroyForcibly();
    }

    @Override
    public Process destroyForcibly() {
        try {
            end(KILLED);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }
}
