package grapevine.peer;

/** A listener that was given to a {@link Peer}: closing it takes it back. */
public interface ListenerHandle extends AutoCloseable {
    /**
     * The listener is not called again, but for a call that is under way on another thread, which is not waited for;
     * what waits for it is dropped. A second time nothing happens. From any thread, also by the listener.
     */
    @Override
    void close();
}
