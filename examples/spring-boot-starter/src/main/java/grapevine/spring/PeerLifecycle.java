package grapevine.spring;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Joins when the context starts, leaves when it stops, and joins again if it is started again: each time another peer.
 * Whoever has the bean {@link Peer} has the one of the moment.
 */
public final class PeerLifecycle implements SmartLifecycle {
    /** Starts before, and stops after, the web server, whose phase is 2,048 below the last. */
    public static final int PHASE = DEFAULT_PHASE - 3072;

    private final PeerConfig config;
    private final int phase;
    private final ObjectProvider<MessageListener> messageListeners;
    private final ObjectProvider<PeerEventListener> eventListeners;
    private final ApplicationEventPublisher events;
    private volatile Peer peer;
    private volatile boolean isRunning;

    PeerLifecycle(
            PeerConfig config,
            int phase,
            ObjectProvider<MessageListener> messageListeners,
            ObjectProvider<PeerEventListener> eventListeners,
            ApplicationEventPublisher events) {
        this.config = config;
        this.phase = phase;
        this.messageListeners = messageListeners;
        this.eventListeners = eventListeners;
        this.events = events;
    }

    @Override
    public void start() {
        List<Consumer<Received>> hearing = messageListeners
                .orderedStream()
                .<Consumer<Received>>map(each -> each::onMessage)
                .toList();
        List<Consumer<PeerEvent>> watching = eventListeners
                .orderedStream()
                .<Consumer<PeerEvent>>map(each -> each::onEvent)
                .toList();
        try {
            peer = Peer.join(config, (self, message) -> tell(hearing, message), (self, event) -> tell(watching, event));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        isRunning = true;
        events.publishEvent(new PeerJoined(peer));
    }

    /** Tells all of them; what they throw is thrown then, for the peer to log. */
    static <T> void tell(List<Consumer<T>> listeners, T what) {
        Throwable thrown = null;
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(what);
            } catch (Throwable e) { // also what Java would have it declare, which other languages do not
                if (thrown == null) {
                    thrown = e;
                } else if (thrown != e) {
                    thrown.addSuppressed(e);
                }
            }
        }
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException exception) {
            throw exception;
        } else if (thrown != null) {
            throw new UndeclaredThrowableException(thrown);
        }
    }

    @Override
    public void stop() {
        peer.close();
        isRunning = false;
    }

    @Override
    public void stop(Runnable callback) {
        peer.leave().whenComplete((unheld, failure) -> {
            isRunning = false;
            callback.run();
        });
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    /** The peer of the moment as a bean; until the context has joined it can be given away, but not be used. */
    Peer bean() {
        return (Peer) Proxy.newProxyInstance(Peer.class.getClassLoader(), new Class<?>[] {Peer.class}, this::call);
    }

    private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        Peer joined = peer;
        if (method.getName().equals("equals")) {
            return proxy == arguments[0];
        } else if (method.getName().equals("hashCode")) {
            return System.identityHashCode(proxy);
        } else if (joined == null && method.getName().equals("toString")) {
            return "Peer[not joined yet]";
        } else if (joined == null) {
            throw new IllegalStateException("the application has not joined yet: it does as its context starts");
        }
        try {
            return method.invoke(joined, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
