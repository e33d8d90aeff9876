package grapevine.peer;

import grapevine.wire.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A member of a network: hears every message the others publish, publishes its own, and knows who is around it.
 *
 * <pre>{@code
 * PeerConfig config = PeerConfig.builder().seeds("127.0.0.1:5000").build();
 * try (Peer peer = Peer.join(config, (self, message) -> System.out.println(message.text()))) {
 *     peer.ready().join();
 *     Outcome outcome = peer.publish("hello").join().outcome(); // NO_PEERS_YET if it is the first of the network
 * }
 * }</pre>
 *
 * <p>The peers of one process have a few threads in common and share nothing else: daemon threads whose names begin
 * with {@code grapevine-}, which end when the last peer is closed. Its log goes to the Log4j API, logger
 * {@code grapevine.peer.<port>}. The methods may be called from any thread, also by a listener. None of them waits for
 * the network but {@link #close}; those that change or look at something wait for the peer's own thread, which takes
 * microseconds, and milliseconds under load. Listeners, and steps attached to a result, run on threads that are not the
 * network's, or on {@link PeerConfig.Builder#executor}; or in the thread that attaches them or closes the peer.
 *
 * <p>The library and its test kit implement this interface; methods may be added to it.
 */
public interface Peer extends AutoCloseable {
    /** The longest payload, in bytes. */
    int MAX_PAYLOAD = Limits.PAYLOAD;

    /**
     * Joins a network without listening to it yet. See {@link #join(PeerConfig, BiConsumer, BiConsumer)}.
     *
     * @throws IOException if the port or the data directory cannot be had
     * @throws IllegalArgumentException if the port that it got is that of one of its seeds or contacts here
     */
    static Peer join(PeerConfig config) throws IOException {
        return JoinedPeer.join(config, null, null);
    }

    /**
     * Joins a network and hears every message from the first on.
     *
     * @param messages as in {@link #messages(Consumer)}, and told which peer it is called for
     * @throws IOException if the port or the data directory cannot be had
     * @throws IllegalArgumentException if the port that it got is that of one of its seeds or contacts here
     */
    static Peer join(PeerConfig config, BiConsumer<? super Peer, ? super Received> messages) throws IOException {
        return JoinedPeer.join(config, Objects.requireNonNull(messages, "messages"), null);
    }

    /**
     * Joins a network and hears all of it from the first on. On return the peer listens on its port; it registers and
     * links up meanwhile ({@link #ready} tells when), and keeps trying while nobody answers. Each call makes another
     * peer; two of one port cannot be.
     *
     * @param messages as in {@link #messages(Consumer)}, and told which peer it is called for; it may be called before
     *     this method returns
     * @param events the same for {@link #events(Consumer)}
     * @throws IOException if the port or the data directory cannot be had, the keys cannot be used, or the advertised
     *     name leads nowhere; the message is one line for a person
     * @throws IllegalArgumentException if the port that it got is that of one of its seeds or contacts here
     */
    static Peer join(
            PeerConfig config,
            BiConsumer<? super Peer, ? super Received> messages,
            BiConsumer<? super Peer, ? super PeerEvent> events)
            throws IOException {
        return JoinedPeer.join(
                config, Objects.requireNonNull(messages, "messages"), Objects.requireNonNull(events, "events"));
    }

    /**
     * This run of it, as its messages name it. The ip of a peer that listens on every address of its machine and has
     * not learnt yet how others see it, at the latest by its first link, is 127.0.0.1: there it is reached meanwhile.
     */
    Member self();

    /** Where others reach it: that of {@link #self}. */
    InetSocketAddress address();

    /** Where it stands in its life. Waits for nothing. */
    PeerState state();

    /** How it is. Waits for nothing but this peer's own thread. */
    Health health();

    /**
     * What it has counted since it started, by names that stay: those of the line {@code event=counters} in the log.
     * What has not happened yet is not there: {@code getOrDefault(name, 0L)}. Also once it has ended.
     */
    Map<String, Long> counters();

    /**
     * Completes when the peer first has its place in the network: it holds a link, or it is the first of all. A peer
     * that the seeds name nobody older to, or that was given neither seeds nor peers, is ready at once and alone, and
     * what it publishes is {@link Outcome#NO_PEERS_YET} until somebody comes, which {@link #events} tells as
     * {@link PeerEvent.Joined}. Exceptionally if a bug ends it before, cancelled if it is closed before. Further steps
     * attached to the result never hold up the network.
     *
     * @return the same for everybody, which nobody but the peer completes or cancels. What limits its time, such as
     *     {@code orTimeout}, leaves it as it is and returns another: wait for that one
     */
    CompletableFuture<Void> ready();

    /**
     * Completes when the peer has ended: normally once it has left, exceptionally if a bug ended it. Then it still
     * wants to be closed.
     *
     * @return the same for everybody, as {@link #ready}
     */
    CompletableFuture<Void> ended();

    /**
     * Has it link with these peers too, whatever the seeds say, and try again whenever such a link is lost. Those it
     * was told of before, and this peer itself, are passed over; on a closed peer nothing happens.
     *
     * @param peers addresses or names as in {@link PeerConfig.Builder#connect}, {@code 10.0.0.7:6001} or
     *     {@code db1.example.org:6001}, which is looked up from then on; at most 256 in all, with those of the
     *     configuration
     * @throws IllegalArgumentException if one is neither, or they are too many; then none is taken
     */
    void connect(String... peers);

    /**
     * Takes back what {@link #connect}, or the configuration, said of these peers: it does not dial them any more, and
     * a link to one of them ends in order, which nobody takes for a death. It comes back where the other end was told
     * to link with this peer, or where the two choose each other for another reason; so in a network that has neither
     * seeds nor sampling the links are exactly those that some end was told of. Others are passed over; on a closed
     * peer nothing happens.
     *
     * @param peers addresses or names as they were told; an address that a name leads to is not dialled either, until
     *     it is told again
     * @throws IllegalArgumentException if one is neither; then none is taken
     */
    void disconnect(String... peers);

    /** Publishes a text as UTF-8; see {@link #publish(byte[])}. */
    CompletableFuture<Published> publish(String text);

    /**
     * Publishes a message to every other peer, now and without waiting. What the result says is decided here, not in
     * the network: whether the message was sent to all neighbours or to nobody. Further steps attached to the result
     * never hold up the network.
     *
     * @param payload 1..{@value #MAX_PAYLOAD} bytes; copied
     * @throws IllegalArgumentException if it is empty or longer
     */
    CompletableFuture<Published> publish(byte[] payload);

    /** Publishes a text as UTF-8, when there is room; see {@link #publish(byte[], Duration)}. */
    CompletableFuture<Published> publish(String text, Duration patience);

    /**
     * Publishes a message to every other peer as soon as there is a neighbour and the links take it. Those that wait go
     * out in the order in which they were given; at most 4,096 wait, of at most 16 MiB together, or of a 43rd of the
     * heap where that is less, which the peers of a process share. What is beyond that is {@link Outcome#THROTTLED} at
     * once, whatever its patience, and so is everything while 16,384 results cannot be given, since steps attached to
     * those before are held up. Where as much as may wait is on its way to the peer already, the call itself takes a
     * moment, until that has arrived. What is still waiting when the peer leaves is {@link Outcome#CLOSED}. Whoever
     * cancels the result, or completes it as {@code orTimeout} does, takes the message back if it still waits.
     *
     * @param payload 1..{@value #MAX_PAYLOAD} bytes; copied
     * @param patience how long it may wait, if there is room for it, more than 0, at most 30 days; then the result says
     *     what it waited for, {@link Outcome#THROTTLED} or {@link Outcome#NO_PEERS_YET}, and it was sent to nobody
     * @throws IllegalArgumentException if the payload is empty or longer, or the time out of range
     */
    CompletableFuture<Published> publish(byte[] payload, Duration patience);

    /** Publishes a text as UTF-8, so that it shows its way; see {@link #publish(byte[], Flood)}. */
    CompletableFuture<Published> publish(String text, Flood how);

    /**
     * Publishes a message that shows the way it takes: everybody gets it once, as any other, with its
     * {@link Received#path}, and {@link #copies} tells of the further copies. That costs a copy over each link, so it
     * is for few messages: at most 512 are under way at a peer, those of the last 10 s; beyond that it is
     * {@link Outcome#THROTTLED} here, and elsewhere comes without a path. A copy that is lost is not sent again: who
     * got none fetches the message as any other, and then it has no path.
     *
     * @param payload 1..{@value Flood#MAX_PAYLOAD} bytes; copied
     * @throws IllegalArgumentException if it is empty or longer
     */
    CompletableFuture<Published> publish(byte[] payload, Flood how);

    /**
     * Has a listener get every message of the other peers from now on, each once, one at a time and in order, never
     * on a thread of the network. One that throws is logged and goes on. It may block; one that is slow slows only
     * itself, but for a moment (50 ms) in which others may wait until there is another thread for them: at most 4,096
     * messages and 16 MiB wait for it, and a 43rd of the heap for all listeners; what comes then it gets out of the
     * peer's log, in the same order, as it goes on. It misses what has left the log by then (10 minutes, by the heap at
     * most 64 MiB, at most 262,144 messages) and what is further back than one message for each 2 KiB of the heap, or
     * 4 KiB while single messages are logged, never the last; several peers of a process share the heap.
     * {@link Received#missedBefore} says how many these were: so whoever misses something is told, also where nothing
     * follows. {@code dropped_delivery_full} counts it. It is called with the context class loader of the thread that
     * calls this method.
     *
     * @return by which it is taken back
     * @throws IllegalStateException if 64 listeners and subscribers are there already
     */
    ListenerHandle messages(Consumer<? super Received> listener);

    /**
     * Every message of the other peers, each once, for subscribers that say how many they can take. Each has a queue
     * of its own and is called by one thread at a time; what it is not ready for is bounded, and what it misses is
     * told, as with {@link #messages(Consumer)}. It is completed when the peer is closed and it has taken what waits.
     * It gets an {@link IllegalStateException} if it takes too long with that, see {@link #close}, or if it is the
     * 65th subscriber or listener. One that throws is cancelled.
     */
    Flow.Publisher<Received> messages();

    /**
     * Has a listener told of every further copy, from now on, of a message that was published with a {@link Flood}: of
     * every one but the first, which is the message itself. As with {@link #messages(Consumer)}, but up to 4,096 wait,
     * and those that come then it misses: {@code dropped_copies_full} counts them. As long as nobody listens they cost
     * next to nothing.
     *
     * @return by which it is taken back
     * @throws IllegalStateException if 64 listeners are there already
     */
    ListenerHandle copies(Consumer<? super CopyArrived> listener);

    /** The same for subscribers that say how many they can take; it ends as {@link #messages()} does. */
    Flow.Publisher<CopyArrived> copies();

    /**
     * Has a listener told what this peer notices of others, one event at a time. First a {@link PeerEvent.Joined} for
     * everybody who is there already, then what happens from now on. As with {@link #messages(Consumer)}, but up to
     * 4,096 events wait, and there is no log of them: instead of those that come then it gets one
     * {@link PeerEvent.EventsMissed}.
     *
     * @return by which it is taken back
     * @throws IllegalStateException if 64 listeners and subscribers are there already
     */
    ListenerHandle events(Consumer<? super PeerEvent> listener);

    /** The same for subscribers that say how many they can take; it ends as {@link #messages()} does. */
    Flow.Publisher<PeerEvent> events();

    /**
     * The peers that this one knows of, neighbours or not: at most as many as the sampling rule says (30), never
     * itself, none twice, in no order that means anything. It begins with those the seeds and the first neighbours
     * named, fills and changes with every exchange, one a sampling period (30 s) that this peer begins and one on
     * average that others do, and tends to a random sample of the network. Empty once the peer is closed.
     */
    List<ViewEntry> currentView();

    /** The peers it holds a link to, in the order the links were made. Empty once the peer is closed. */
    List<Neighbour> neighbours();

    /**
     * Whom this peer has heard of lately, not who is in the network, which nobody knows: those who are or were its
     * neighbours, and the maker of every message that came here, or that others were found to have, within the last 20
     * minutes, but for those it has seen leave or die. So it is those whom {@link #events} told of as
     * {@link PeerEvent.Joined}, and not as left, dead or forgotten since; at most 65,536, one run of each address. Who
     * publishes nothing and was no neighbour is not among them; a peer that has just come knows its neighbours, and the
     * others as they publish or as it compares with a neighbour what they have, within about half a minute. Who goes
     * unseen stays for up to 21 minutes. Never itself. Empty once the peer is closed.
     */
    Set<Member> members();

    /**
     * Leaves as {@link #close(Duration)} does, in {@link PeerConfig.Builder#leaveTime}, without waiting.
     *
     * @return completes, with what {@link #close(Duration)} returns, when everything is freed
     */
    CompletableFuture<List<MessageRange>> leave();

    /**
     * Leaves as {@link #close(Duration)} does, in {@link PeerConfig.Builder#leaveTime}. What nobody holds is told in
     * the log alone.
     */
    @Override
    void close();

    /**
     * Leaves: neighbours and seeds are told, so that nobody takes it for a death, and neighbours fetch what they lack
     * of what was accepted here, until each of its messages is known to be held by two of them, or by the only one;
     * what came from others and was not passed on yet is passed on before. Then it frees the port and, if it is the
     * last of the process, ends the threads. Without anybody who answers that takes the time given, but at least 1.5 s
     * as seeds are told too, and up to half a second more. What waits for a listener is handed over as long as there is
     * time left, and 0.2 s in any case; then a listener that is still busy is interrupted, unless it is the one that
     * closes, and gets no more. One that closes it too is not waited for; one that waits for the result of
     * {@link #leave} is. A second call changes nothing: it waits for the first as long as it would itself, unless it is
     * made in a step that the first runs, and returns what is known by then; of a peer that did not come to leaving,
     * everything it still has of its own. Being interrupted shortens nothing; the thread stays interrupted.
     *
     * @param patience how long it waits for others, and for its listeners, at most, 0..1 hour
     * @return its messages that were accepted and are not known to be held by enough others, in order; where no
     *     neighbour is left, be it that they leave too or that the last link was lost before, those that none is known
     *     to have taken. What it does not keep any more, by {@link PeerConfig.Builder#retainTime} or for want of room,
     *     is not among them, whether or not anybody took it
     * @throws IllegalArgumentException if the time is out of range
     */
    List<MessageRange> close(Duration patience);
}
