package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.keys.MessageKeys;
import grapevine.node.Budget;
import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TcpHost} is given. The callbacks run in the node's lane: they must neither block nor throw.
 *
 * @param name the node's name in the log
 * @param bind the ip to listen on; also the source ip of dials when it is a concrete one
 * @param port the port to listen on, 0..65535; 0 takes a free one
 * @param jobs the workers; shared, not closed by the host
 * @param loops the threads that do the sockets; shared, not closed by the host
 * @param connectTimeout when a dial without an answer ends; 1 ms..1 min, 2 s by default
 * @param maxPayload the largest gossip payload accepted, bytes; {@link Limits#PAYLOAD} by default
 * @param gossipBacklog bytes of gossip that may wait on a link before more is dropped and counted; 4 MiB by default
 * @param controlBacklog bytes of other messages that may wait on a link before it is broken off; 256 KiB by default
 * @param rooms what all links may take together
 * @param machine the clocks that the node goes by
 * @param keys with which every connection is TLS; null for plain ones
 * @param proofs the keys by which the node proves its messages, and checks those of others; null where it does not
 * @param facts told what the node reports, and what goes wrong with its sockets; nothing before {@link TcpHost#run}
 * @param messages told of each message made and received; by default {@code facts} is, by a fact
 * @param delivery given each message for the application
 * @param markedDelivery given those that are not in their place
 * @param remember given the addresses to keep for the next start
 * @param onTurnEnd the node has done for now what there was to do, or as much as it may do at one go
 * @param onStopped the node has left; the host is still to be closed
 * @param onCrashed a bug ended the node; the host is closed already
 */
public record HostSettings(
        String name,
        Ip bind,
        int port,
        JobQueue jobs,
        EventLoops loops,
        Duration connectTimeout,
        int maxPayload,
        int gossipBacklog,
        int controlBacklog,
        Rooms rooms,
        MachineClocks machine,
        @Nullable LiveKeys keys,
        @Nullable MessageKeys proofs,
        Consumer<Fact> facts,
        Messages messages,
        Consumer<Gossip> delivery,
        BiConsumer<Gossip, Marks> markedDelivery,
        Consumer<List<Address>> remember,
        Runnable onTurnEnd,
        Runnable onStopped,
        Consumer<Throwable> onCrashed) {

    /** Told of messages themselves, so that nothing has to be made of those that nobody wants to hear of. */
    public interface Messages {
        /** One of the node's own. */
        void sent(Gossip message, int links);

        /** The first copy of one of another. */
        void received(Gossip message, Address from);

        /** Tells each as a fact. */
        static Messages asFacts(Consumer<Fact> facts) {
            return new Messages() {
                @Override
                public void sent(Gossip message, int links) {
                    facts.accept(new Fact.MessageSent(message, links));
                }

                @Override
                public void received(Gossip message, Address from) {
                    facts.accept(new Fact.MessageReceived(message, from));
                }
            };
        }
    }

    public HostSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port=" + port + " is outside 0..65535");
        }
        if (connectTimeout.toMillis() < 1 || connectTimeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("connectTimeout=" + connectTimeout + " is outside 1ms..1min");
        }
        if (maxPayload < 0 || maxPayload > Limits.PAYLOAD) {
            throw new IllegalArgumentException("maxPayload=" + maxPayload + " is outside 0.." + Limits.PAYLOAD);
        }
        if (gossipBacklog < 0 || controlBacklog < Limits.BODY) {
            throw new IllegalArgumentException("gossipBacklog=" + gossipBacklog + " must be >= 0, controlBacklog="
                    + controlBacklog + " >= " + Limits.BODY);
        }
    }

    /** Starts from the defaults: 127.0.0.1, a free port, and nobody who listens to what the node says. */
    public static Builder builder(String name, JobQueue jobs, EventLoops loops) {
        return new Builder(name, jobs, loops);
    }

    /** Sets what differs from the defaults; each setting is explained at {@link HostSettings}. */
    public static final class Builder {
        private final String name;
        private final JobQueue jobs;
        private final EventLoops loops;
        private Ip bind = Ip.LOOPBACK;
        private int port;
        private Duration connectTimeout = Duration.ofSeconds(2);
        private int maxPayload = Limits.PAYLOAD;
        private int gossipBacklog = 4 * 1024 * 1024;
        private int controlBacklog = 256 * 1024;
        private Rooms rooms = new Rooms(Budget.PLENTY);
        private MachineClocks machine = new MachineClocks();
        private @Nullable LiveKeys keys;
        private @Nullable MessageKeys proofs;
        private Consumer<Fact> facts = fact -> {};
        private @Nullable Messages messages;
        private Consumer<Gossip> delivery = message -> {};
        private BiConsumer<Gossip, Marks> markedDelivery = (message, marks) -> {};
        private Consumer<List<Address>> remember = peers -> {};
        private Runnable onTurnEnd = () -> {};
        private Runnable onStopped = () -> {};
        private Consumer<Throwable> onCrashed = bug -> {};

        private Builder(String name, JobQueue jobs, EventLoops loops) {
            this.name = Objects.requireNonNull(name);
            this.jobs = Objects.requireNonNull(jobs);
            this.loops = Objects.requireNonNull(loops);
        }

        public Builder listenOn(Ip ip, int onPort) {
            this.bind = ip;
            this.port = onPort;
            return this;
        }

        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = timeout;
            return this;
        }

        public Builder maxPayload(int bytes) {
            this.maxPayload = bytes;
            return this;
        }

        public Builder gossipBacklog(int bytes) {
            this.gossipBacklog = bytes;
            return this;
        }

        public Builder controlBacklog(int bytes) {
            this.controlBacklog = bytes;
            return this;
        }

        Builder rooms(Rooms shared) {
            this.rooms = shared;
            return this;
        }

        Builder machine(MachineClocks clocks) {
            this.machine = clocks;
            return this;
        }

        public Builder keys(@Nullable LiveKeys ofNode) {
            this.keys = ofNode;
            return this;
        }

        public Builder proofs(@Nullable MessageKeys ofMessages) {
            this.proofs = ofMessages;
            return this;
        }

        public Builder facts(Consumer<Fact> listener) {
            this.facts = listener;
            return this;
        }

        public Builder messages(Messages listener) {
            this.messages = listener;
            return this;
        }

        public Builder delivery(Consumer<Gossip> application) {
            this.delivery = application;
            return this;
        }

        public Builder markedDelivery(BiConsumer<Gossip, Marks> application) {
            this.markedDelivery = application;
            return this;
        }

        public Builder remember(Consumer<List<Address>> keeper) {
            this.remember = keeper;
            return this;
        }

        public Builder onTurnEnd(Runnable callback) {
            this.onTurnEnd = callback;
            return this;
        }

        public Builder onStopped(Runnable callback) {
            this.onStopped = callback;
            return this;
        }

        public Builder onCrashed(Consumer<Throwable> callback) {
            this.onCrashed = callback;
            return this;
        }

        public HostSettings build() {
            return new HostSettings(
                    name,
                    bind,
                    port,
                    jobs,
                    loops,
                    connectTimeout,
                    maxPayload,
                    gossipBacklog,
                    controlBacklog,
                    rooms,
                    machine,
                    keys,
                    proofs,
                    facts,
                    messages == null ? Messages.asFacts(facts) : messages,
                    delivery,
                    markedDelivery,
                    remember,
                    onTurnEnd,
                    onStopped,
                    onCrashed);
        }
    }
}
