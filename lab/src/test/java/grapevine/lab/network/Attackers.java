package grapevine.lab.network;

import grapevine.keys.NodeKeys;
import grapevine.lab.network.Attacks.Attack;
import grapevine.lab.network.Attacks.Course;
import grapevine.lab.network.Attacks.Entry;
import grapevine.wire.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Makes attacks, each alone at first, then all at once. A connection that the victim ends begins anew, under another
 * name; where none comes about, after a while. Those that are left open and silent share a thread, all others have one
 * each.
 */
final class Attackers implements AutoCloseable {
    private static final int FIRST_PORT = 1_024;
    private static final int PORTS = 60_000;
    private static final long AGAIN_MS = 50;
    static final String NO_WORD = "without a word";
    private static final Pattern LAST_WORD = Pattern.compile("(Error|Link refused|Bye) [a-z-]+");

    private final Set<Integer> others;
    private final Supplier<NodeKeys> keys;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Stranger> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger names = new AtomicInteger();

    /** Who may speak; null for all. */
    private Attack turn;

    private boolean isOver;

    /** How often each was made: rounds, or connections where these are all there is. */
    private final Map<Attack, Integer> made = new HashMap<>();

    /** What kept those out that came to no word. */
    private final Map<Attack, Set<String>> keptOut = new HashMap<>();

    /**
     * Whose attackers never say that they listen at one of these ports: they are of nodes that do.
     *
     * @param keys what each attack is made with, as it was given to one or stolen; of null where the network is open
     */
    Attackers(Set<Integer> others, Supplier<NodeKeys> keys) {
        this.others = others;
        this.keys = keys;
    }

    /** Begins an attack; those begun before rest. */
    void begin(Attack attack, Address victim) {
        give(attack);
        NodeKeys its = keys.get();
        int speakers = attack.course() == Course.SILENT ? 1 : attack.connections();
        for (int i = 0; i < speakers; i++) {
            threads.execute(() -> {
                for (int n = 0; hasTurn(attack); n++) {
                    if (attack.course() == Course.SILENT && n == attack.connections()) {
                        return;
                    }
                    attack(attack, its, victim);
                }
            });
        }
    }

    /** All that were begun go on. */
    void allAtOnce() {
        give(null);
    }

    private synchronized void give(Attack attack) {
        turn = attack;
        notifyAll();
    }

    /** How often this one was made so far. */
    synchronized int made(Attack attack) {
        return made.getOrDefault(attack, 0);
    }

    private synchronized void countOne(Attack attack) {
        made.merge(attack, 1, Integer::sum);
    }

    /** What kept its connections out before a word of it was said, each once: the end of what the victim said. */
    synchronized Set<String> keptOut(Attack attack) {
        return Set.copyOf(keptOut.getOrDefault(attack, Set.of()));
    }

    private synchronized void isKeptOut(Attack attack, IOException by) {
        Matcher last = LAST_WORD.matcher(String.valueOf(by.getMessage()));
        String why = last.find() ? last.group() : NO_WORD;
        keptOut.computeIfAbsent(attack, unused -> new TreeSet<>()).add(why);
    }

    private synchronized void pause() {
        try {
            long until = System.nanoTime() + AGAIN_MS * 1_000_000;
            for (long left = AGAIN_MS; !isOver && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for it; false once all is over. */
    private synchronized boolean hasTurn(Attack attack) {
        try {
            while (!isOver && turn != null && turn != attack) {
                wait();
            }
            return !isOver;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** One connection. */
    private void attack(Attack attack, NodeKeys its, Address victim) {
        try {
            Stranger stranger = new Stranger(victim, its);
            open.add(stranger);
            try {
                int port = nextPort();
                if (comesIn(stranger, attack, its == null ? "" : " proofs=1", port) && speak(stranger, attack, port)) {
                    return;
                }
            } catch (IOException e) {
                // The victim ended it: that is what it may do.
            }
            open.remove(stranger);
            stranger.close();
        } catch (IOException e) {
            isKeptOut(attack, e); // it accepts nobody now
            pause();
        }
    }

    /** Whether it got where the first word of the attack is said. */
    private boolean comesIn(Stranger stranger, Attack attack, String proofs, int port) {
        boolean isLink = attack.entry().isLink();
        try {
            if (attack.entry() != Entry.NONE) {
                String large = attack.entry() == Entry.LINK_OF_TAKER ? " large=1" : "";
                stranger.introduce(port, isLink ? System.currentTimeMillis() : 0, large + proofs);
            }
            if (isLink) {
                stranger.link();
            }
            return true;
        } catch (IOException e) {
            isKeptOut(attack, e);
            return false;
        }
    }

    /** Whether it is to stay open. */
    private boolean speak(Stranger stranger, Attack attack, int port) throws IOException {
        stranger.say(attack.words().of(0, port));
        countOne(attack);
        for (int round = 1; attack.course() == Course.ON_AND_ON && hasTurn(attack); round++) {
            stranger.say(attack.words().of(round, port));
            countOne(attack);
        }
        switch (attack.course()) {
            case ANEW -> stranger.lastWords();
            case ENDED -> {
                stranger.sayNoMore();
                stranger.lastWords();
            }
            case RESET -> stranger.reset();
            case ON_AND_ON, SILENT -> {}
        }
        return attack.course() == Course.SILENT;
    }

    private int nextPort() {
        int port = FIRST_PORT + names.getAndIncrement() % PORTS;
        return others.contains(port) ? nextPort() : port;
    }

    /** Ends all of them, also those that come while it does. */
    @Override
    public void close() {
        synchronized (this) {
            isOver = true;
            notifyAll();
        }
        threads.shutdown();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            for (Stranger each : open) {
                each.close();
            }
            return threads.isTerminated();
        });
    }
}
