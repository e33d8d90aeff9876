package grapevine.lab.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts messages from the logs of all peers. A message is owed to each peer that was ready before it was sent and is
 * up to the end; what such a peer never logs as received is missing.
 */
final class Tally {
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Map<String, Long> readyAt = new TreeMap<>();
    private final Set<String> killed = new HashSet<>();
    private final Map<String, Message> messages = new LinkedHashMap<>();
    private int twice;

    /** One message, as the logs know it so far. */
    static final class Message {
        private final String maker;
        private final Map<String, Receipt> receipts = new LinkedHashMap<>();
        private long sentAt = UNKNOWN;
        private String text = "";

        /** Whether the reader was told that everybody has it. */
        boolean isTold;

        private Message(String maker) {
            this.maker = maker;
        }

        /** The peer that made it. */
        String maker() {
            return maker;
        }

        /** Its text in quotes. */
        String text() {
            return text;
        }

        /** Who received it from whom, in the order of the lines. */
        Map<String, Receipt> receipts() {
            return receipts;
        }

        private boolean isSent() {
            return sentAt != UNKNOWN;
        }
    }

    /** When a peer had a message, ms, and the neighbour it came from. */
    record Receipt(long at, String from) {}

    /**
     * What was counted.
     *
     * @param made messages in the logs of their makers, or of anybody
     * @param owed pairs of a message and a peer that ought to have it
     * @param delivered those of them that happened
     * @param twice receipts of what the same peer had received before
     * @param lost messages of a killed peer that nobody received: they went with it
     */
    record Counts(int made, int owed, int delivered, int twice, int lost) {
        int missing() {
            return owed - delivered;
        }
    }

    /** A peer has its place. */
    void ready(String peer, long at) {
        readyAt.put(peer, at);
    }

    /** A peer was taken away: from here on nothing is owed to it. */
    void killed(String peer) {
        killed.add(peer);
    }

    /** A peer made a message. */
    Message sent(String maker, String id, long at, String text) {
        Message message = message(maker, id);
        message.sentAt = at;
        message.text = text;
        return message;
    }

    /** A peer received a message. Lines of two peers may come in any order, so it may be the first line about it. */
    Message received(String peer, String maker, String id, Receipt receipt) {
        Message message = message(maker, id);
        if (message.receipts.putIfAbsent(peer, receipt) != null) {
            twice++;
        }
        return message;
    }

    /** The peers this message is owed to. */
    List<String> owedTo(Message message) {
        List<String> peers = new ArrayList<>();
        boolean wentWithItsMaker = killed.contains(message.maker) && message.receipts.isEmpty();
        readyAt.forEach((peer, at) -> {
            if (!wentWithItsMaker && !peer.equals(message.maker) && !killed.contains(peer) && at < message.sentAt) {
                peers.add(peer);
            }
        });
        return peers;
    }

    /** Whether it was made, and everybody has it who ought to. */
    boolean isEverywhere(Message message) {
        return message.isSent() && message.receipts.keySet().containsAll(owedTo(message));
    }

    /** Whether it is owed to all that are up, apart from its maker: nobody came after it was made. */
    boolean isOwedToAll(Message message) {
        return readyAt.keySet().stream()
                .filter(peer -> !peer.equals(message.maker) && !killed.contains(peer))
                .allMatch(owedTo(message)::contains);
    }

    /**
     * Until the last one it is owed to had it, ms. Who came later is brought it too, and is left out: that took as long
     * as the peer was away.
     */
    long tookMillis(Message message) {
        return owedTo(message).stream()
                        .map(message.receipts::get)
                        .filter(Objects::nonNull)
                        .mapToLong(Receipt::at)
                        .max()
                        .orElse(message.sentAt)
                - message.sentAt;
    }

    /**
     * The messages of the peers that are up, in the order of the lines.
     *
     * @param first how many to leave out: what {@link Counts#made} was when the reader's attention began
     */
    List<Message> since(int first) {
        return messages.values().stream()
                .skip(first)
                .filter(message -> !killed.contains(message.maker))
                .toList();
    }

    /** How many messages this peer made. */
    long madeBy(String peer) {
        return messages.values().stream()
                .filter(message -> message.maker.equals(peer))
                .count();
    }

    Counts counts() {
        int owed = 0;
        int delivered = 0;
        int lost = 0;
        for (Message message : messages.values()) {
            List<String> peers = owedTo(message);
            owed += peers.size();
            delivered +=
                    (int) peers.stream().filter(message.receipts::containsKey).count();
            lost += killed.contains(message.maker) && message.receipts.isEmpty() ? 1 : 0;
        }
        return new Counts(messages.size(), owed, delivered, twice, lost);
    }

    private Message message(String maker, String id) {
        return messages.computeIfAbsent(maker + " " + id, key -> new Message(maker));
    }
}
