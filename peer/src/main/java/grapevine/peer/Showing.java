package grapevine.peer;

import grapevine.peer.core.PeerNode;
import grapevine.runtime.FactLog;
import grapevine.runtime.NodeHost;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the operator of each message while the level of the logger says that he is to be told. That may change at any
 * time, so it is asked at each message. Entered in the node's lane alone, but for what says otherwise.
 */
final class Showing {
    private final NodeHost host;
    private final Supplier<PeerNode> node;
    private final Level level;
    private final Show show;
    private final Runnable whenChanged;
    private final ContextLoader joined = ContextLoader.seen();

    /** It has a name of its own: it is the only one that may wait for whoever reads. */
    private final Logger logger;

    /** Made when it is wanted first, and kept. */
    private volatile @Nullable MessageLog log;

    private volatile boolean isOn;

    /**
     * Off, until there is a message.
     *
     * @param of the logger of the peer
     * @param whenChanged called in the lane when {@link #isOn} has changed
     */
    Showing(PeerConfig config, Logger of, NodeHost host, Supplier<PeerNode> node, Runnable whenChanged) {
        this.host = host;
        this.node = node;
        this.whenChanged = whenChanged;
        level = config.messageLevel();
        show = config.show();
        logger = LogManager.getLogger(of.getName() + FactLog.MESSAGES);
    }

    /** Whether messages are told now. From any thread. */
    boolean isOn() {
        return isOn;
    }

    /** So many bytes of messages wait from now on, and so many names of those that do not. From any thread. */
    void resize(long most, int names) {
        MessageLog made = log;
        if (made != null) {
            made.resize(most, names);
        }
    }

    /** One of the peer's own, made just now. */
    void sent(Gossip message, int links) {
        MessageLog wanted = wanted();
        if (wanted != null) {
            wanted.sent(message, links);
        }
    }

    /** The first copy of one of another, come just now. */
    void received(Gossip message, Address from) {
        MessageLog wanted = wanted();
        if (wanted != null) {
            wanted.received(message, from);
        }
    }

    private @Nullable MessageLog wanted() {
        boolean isWanted = logger.isEnabled(level);
        if (isWanted != isOn) {
            if (log == null) {
                joined.during(() -> log = make());
            }
            isOn = isWanted;
            whenChanged.run();
        }
        return isWanted ? log : null;
    }

    private MessageLog make() {
        return new MessageLog(
                logger,
                host::logsAs,
                host.log(),
                level,
                show,
                host.consumers(),
                new Kept(),
                System::nanoTime,
                host::inASecond);
    }

    /** Hands over what was put by; returns how many will not be told of, as has been found out since the last time. */
    long handOver() {
        MessageLog made = log;
        return made == null ? 0 : made.handOver();
    }

    /** The end, as that of {@link MessageLog#close}; not in the lane. */
    void close() {
        MessageLog made = log;
        if (made != null) {
            made.close(MessageLog.CLOSE_MS);
        }
    }

    /** Completes when all was written; called once the node has ended. */
    CompletableFuture<Void> written() {
        MessageLog made = log;
        return made == null ? CompletableFuture.completedFuture(null) : made.written();
    }

    /** The messages that the node keeps for other peers. */
    private final class Kept implements Trail.Store<MessageLog.Item, MessageLog.Name> {
        @Override
        public MessageLog.Name nameOf(MessageLog.Item item) {
            return item.name();
        }

        @Override
        public MessageLog.@Nullable Item recall(MessageLog.Name name) {
            Gossip message = node.get().look().message(name.origin(), name.n());
            return message == null ? null : name.of(message);
        }

        @Override
        public void soon(Runnable job) {
            host.insist(now -> job.run(), job);
        }
    }
}
