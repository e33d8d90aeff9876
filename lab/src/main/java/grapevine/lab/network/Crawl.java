package grapevine.lab.network;

import grapevine.keys.NodeKeys;
import grapevine.wire.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom nodes of this machine know, and whom those know in turn, one step after the other: of a seed those that it
 * lists, of a peer its neighbours. Bounded in number and time. For one thread.
 */
public final class Crawl {
    /** The most nodes that are found. */
    public static final int MOST = 4096;

    private static final Duration IN_ALL = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * One that was found.
     *
     * @param depth after how many steps, 0 for those with which it began
     * @param by who knows it, null for those
     */
    public record Found(
            Address address, int depth, @Nullable Address by) {}

    private record Listed(boolean isOfSeed, List<Address> addresses) {
        static Listed parse(String answer) {
            boolean isOfSeed = false;
            List<Address> addresses = new ArrayList<>();
            for (String line : answer.lines().toList()) {
                Map<String, String> row = LogLine.pairs(line);
                isOfSeed |= row.containsKey("peer");
                String address = row.getOrDefault("peer", row.getOrDefault("neighbour", ""));
                if (addresses.size() <= MOST) {
                    addresses.add(Address.parse(address));
                }
            }
            return new Listed(isOfSeed, addresses);
        }
    }

    private final Poll poll = new Poll(IN_ALL);
    private final Question question;
    private final Map<Address, Found> found = new LinkedHashMap<>();
    private final Map<Address, String> silent = new LinkedHashMap<>();
    private List<Address> next = new ArrayList<>();
    private int depth;
    private boolean hasMetSeed;
    private boolean isFull;

    /**
     * One that begins with these.
     *
     * @param keys with which they are asked; null if they have none
     */
    public Crawl(Collection<Address> first, @Nullable NodeKeys keys) {
        question = new Question(PATIENCE, keys);
        first.forEach(address -> enter(address, null));
    }

    private void enter(Address address, @Nullable Address by) {
        if (found.containsKey(address)) {
            return;
        }
        isFull |= found.size() >= MOST;
        if (!isFull) {
            found.put(address, new Found(address, depth, by));
            next.add(address);
        }
    }

    /**
     * Asks those that the last step has found.
     *
     * @return whether there is anybody to ask in a further step
     */
    public boolean step() throws InterruptedException {
        Poll.Outcome<Listed> heard = poll.ask(next, node -> Listed.parse(question.who(node)));
        silent.putAll(heard.silent());
        depth++;
        next = new ArrayList<>();
        heard.answers().forEach((by, listed) -> {
            hasMetSeed |= listed.isOfSeed();
            listed.addresses().forEach(address -> enter(address, by));
        });
        return !next.isEmpty();
    }

    /** All so far, the nearest first. */
    public Collection<Found> found() {
        return Collections.unmodifiableCollection(found.values());
    }

    /** Why some of them said nothing, as in {@link Poll.Outcome}. */
    public Map<Address, String> silent() {
        return Collections.unmodifiableMap(silent);
    }

    /** Whether one of them is a seed, which knows all peers. */
    public boolean hasMetSeed() {
        return hasMetSeed;
    }

    /** Whether there are more than {@value #MOST}, of whom nobody is told. */
    public boolean isFull() {
        return isFull;
    }
}
