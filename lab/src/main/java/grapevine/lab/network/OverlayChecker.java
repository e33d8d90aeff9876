package grapevine.lab.network;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Computes the overlay from what peers answer to {@code Status} and {@code Who}, and from nothing else: the seeds'
 * tables are not asked. A pure function of texts, so it serves for nodes in virtual time and for real ones alike.
 */
public final class OverlayChecker {
    /**
     * What one peer answered.
     *
     * @param status the text of its answer to Status
     * @param who the texts of its answers to Who, all pages one after the other
     */
    public record Answers(String status, String who) {}

    /** A peer by its own words: {@code named} is the epoch of each neighbour as the peer knows it. */
    private record Peer(Address address, long epoch, long age, NavigableMap<Address, Long> named) {
        boolean names(Peer other) {
            return Long.valueOf(other.epoch).equals(named.get(other.address));
        }

        boolean isOlderThan(Peer other) {
            return Entry.isOlder(age, address, other.age, other.address);
        }
    }

    private OverlayChecker() {}

    /**
     * The overlay of the peers that gave these answers.
     *
     * @throws IllegalArgumentException quoting an answer that does not say what it should
     */
    public static Overlay check(Collection<Answers> answers) {
        NavigableMap<Address, Peer> peers = new TreeMap<>();
        for (Answers given : answers) {
            Peer peer = read(given);
            peers.put(peer.address, peer);
        }
        NavigableMap<Address, NavigableSet<Address>> neighbours = new TreeMap<>();
        List<String> oneSided = new ArrayList<>();
        for (Peer peer : peers.values()) {
            NavigableSet<Address> edges = new TreeSet<>();
            for (Address name : peer.named.keySet()) {
                Peer other = peers.get(name);
                if (other != null && peer.names(other) && other.names(peer)) {
                    edges.add(name);
                } else {
                    oneSided.add(peer.address + " names " + name);
                }
            }
            neighbours.put(peer.address, edges);
        }
        return new Overlay(neighbours, components(neighbours), oneSided, orphans(peers, neighbours));
    }

    /** The {@code key=value} pairs of one line of an answer. */
    public static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String word : line.strip().split(" +", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                fields.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return fields;
    }

    private static Peer read(Answers answers) {
        Map<String, String> status = fields(answers.status);
        NavigableMap<Address, Long> named = new TreeMap<>();
        answers.who.lines().filter(line -> line.startsWith("neighbour=")).forEach(line -> {
            Map<String, String> neighbour = fields(line);
            named.put(Address.parse(field(neighbour, "neighbour", line)), number(neighbour, "epoch", line));
        });
        return new Peer(
                Address.parse(field(status, "address", answers.status)),
                number(status, "epoch", answers.status),
                number(status, "age", answers.status),
                named);
    }

    private static String field(Map<String, String> fields, String key, String quoted) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("\"" + quoted.strip() + "\" has no " + key + "=");
        }
        return value;
    }

    private static long number(Map<String, String> fields, String key, String quoted) {
        String value = field(fields, key, quoted);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + quoted.strip() + "\": " + key + "=" + value + " is no number", e);
        }
    }

    private static List<NavigableSet<Address>> components(NavigableMap<Address, NavigableSet<Address>> neighbours) {
        List<NavigableSet<Address>> components = new ArrayList<>();
        NavigableSet<Address> left = new TreeSet<>(neighbours.keySet());
        while (!left.isEmpty()) {
            NavigableSet<Address> reached = new TreeSet<>();
            ArrayDeque<Address> next = new ArrayDeque<>(List.of(left.first()));
            left.remove(left.first());
            while (!next.isEmpty()) {
                Address at = next.remove();
                reached.add(at);
                for (Address neighbour : neighbours.getOrDefault(at, new TreeSet<>())) {
                    if (left.remove(neighbour)) {
                        next.add(neighbour);
                    }
                }
            }
            components.add(reached);
        }
        components.sort(Comparator.comparingInt((NavigableSet<Address> component) -> component.size())
                .reversed());
        return components;
    }

    private static NavigableSet<Address> orphans(
            NavigableMap<Address, Peer> peers, NavigableMap<Address, NavigableSet<Address>> neighbours) {
        NavigableSet<Address> orphans = new TreeSet<>();
        for (Peer peer : peers.values()) {
            boolean isOldest = peers.values().stream().noneMatch(other -> other.isOlderThan(peer));
            boolean hasOlder = neighbours.getOrDefault(peer.address, new TreeSet<>()).stream()
                    .map(peers::get)
                    .anyMatch(other -> other != null && other.isOlderThan(peer));
            if (!isOldest && !hasOlder) {
                orphans.add(peer.address);
            }
        }
        return orphans;
    }
}
