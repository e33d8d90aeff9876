package grapevine.lab.door;

import grapevine.lab.live.Story;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the door says, as JSON: the fields of docs/lab-api.md. */
public final class Answers {
    private Answers() {}

    /**
     * A network.
     *
     * @param pid of the process that holds it
     * @param seeds where its seeds listen
     * @param cut the nodes of the side that is cut off, none if the network is whole
     * @param data the folder in which the inboxes are kept, null if there is none
     * @param keys the directory of its keys, null if it has none and is open
     */
    public record NetworkAnswer(
            String name,
            String kind,
            int nodes,
            long seed,
            int portsOrigin,
            long pid,
            Instant startedAt,
            List<String> seeds,
            List<Integer> cut,
            @Nullable String data,
            @Nullable String keys) {
        /** Whether only who has keys of it can speak with its nodes, in one word. */
        public String openness() {
            return keys == null ? "open" : "closed";
        }
    }

    /**
     * A node.
     *
     * @param state {@code joining}, {@code ready}, {@code leaving}, {@code closed}, {@code failed}, {@code frozen} or
     *     {@code killed}
     * @param neighbours their numbers, ascending
     * @param pid of the process that it runs in: that of the network unless each node has its own
     * @param ending how its own process ended, null if it lives or the node has none
     */
    public record NodeAnswer(
            int number,
            String name,
            String address,
            String state,
            Instant startedAt,
            List<Integer> neighbours,
            int unread,
            int messages,
            Map<String, Long> counters,
            long pid,
            @Nullable String ending) {}

    /** All nodes. */
    public record NodesAnswer(List<NodeAnswer> nodes) {}

    /**
     * What is to be published: either text or bytes. One that is given relays or a delay is flooded and shows its ways.
     *
     * @param text as UTF-8
     * @param base64 any bytes
     * @param relays how many copies go over each link in each direction at most, 0..16
     * @param hopDelayMillis how long each hop waits, 0..10000
     */
    public record MessageRequest(
            @Nullable String text,
            @Nullable String base64,
            @Nullable Integer relays,
            @Nullable Long hopDelayMillis) {}

    /** Which nodes are to be cut off from all others. */
    public record CutRequest(int @Nullable [] nodes) {}

    /** How many links each node is to have. */
    public record RestructureRequest(int min, int max) {}

    /** How many links were made and taken away. */
    public record RestructuredAnswer(int changed) {}

    /**
     * What happened.
     *
     * @param last the number of the last thing
     */
    public record StoryAnswer(long last, List<Story.Line> lines) {}

    /** What was published. */
    public record PublishedAnswer(int node, String id) {}

    /**
     * A message in an inbox.
     *
     * @param origin the number of the node that made it, 0 if it is none of this network
     * @param text the payload as UTF-8, null if it is none
     * @param base64 the payload, if it is no text
     * @param ways by which its copies came, node by node
     */
    public record LetterAnswer(
            String id,
            int origin,
            @Nullable String text,
            @Nullable String base64,
            Instant sentAt,
            Instant receivedAt,
            boolean read,
            List<List<Integer>> ways) {}

    /**
     * What is in an inbox.
     *
     * @param dropped how many messages had to go since the node was started
     */
    public record InboxAnswer(int node, List<LetterAnswer> messages, long dropped) {}

    /** Peers of a node. */
    public record PeersAnswer(int node, List<PeerAnswer> peers) {}

    /**
     * One that is reached.
     *
     * @param depth by how many links
     * @param by the one before it on the way, the node itself for its neighbours
     */
    public record PeerAnswer(int number, String name, String address, int depth, int by) {}

    /** Whom a node knows, by number. */
    public record ViewAnswer(int node, List<KnownAnswer> view) {}

    /**
     * One that it knows, a neighbour or not.
     *
     * @param links how many it had when it last said so, 0 if it did not
     * @param hops how many exchanges ago that was
     */
    public record KnownAnswer(int number, String name, String address, int links, int hops) {}

    /** Why not. */
    public record Failure(String error) {}

    /**
     * Where a browser is let in.
     *
     * @param address which works once
     * @param validSeconds for how long
     */
    public record CodeAnswer(String address, long validSeconds) {}

    /** The last part of that address. */
    record CodeRequest(String code) {}

    /** What a browser has to show from now on. */
    record TokenAnswer(String token) {}
}
