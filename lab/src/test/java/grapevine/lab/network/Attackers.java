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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final Set<Integer> others;
    private final NodeKeys keys;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Stranger> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger names = new AtomicInteger();

    /** Who may speak; null for all. */
    private Attack turn;

    private boolean isOver;

    /** How often each was made: rounds, or connections where these are all there is. */
    private final Map<Attack, Integer> made = new HashMap<>();

    /**
     * Whose attackers never say that they listen at one of these ports: they are of nodes that do.
     *
     * @param keys what all of them have, as it was given to one or stolen; null for nothing
     */
    Attackers(Set<Integer> others, NodeKeys keys) {
        this.others = others;
        this.keys = keys;
    }

    /** Begins an attack; those begun before rest. */
    void begin(Attack attack, Address victim) {
        give(attack);
        int speakers = attack.course() == Course.SILENT ? 1 : attack.connections();
        for (int i = 0; i < speakers; i++) {
            threads.execute(() -> {
                for (int n = 0; hasTurn(attack); n++) {
                    if (attack.course() == Course.SILENT && n == attack.connections()) {
                        return;
                    }
                    attack(attack, victim);
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
    private void attack(Attack attack, Address victim) {
        try {
            Stranger stranger = new Stranger(victim, keys);
            open.add(stranger);
            try {
                if (speak(stranger, attack)) {
                    return;
                }
            } catch (IOException e) {
                // The victim ended it: that is what it may do.
            }
            open.remove(stranger);
            stranger.close();
        } catch (IOException e) {
            pause(); // it accepts nobody now
        }
    }

    /** Whether it is to stay open. */
    private boolean speak(Stranger stranger, Attack attack) throws IOException {
        int port = nextPort();
        if (attack.entry() != Entry.NONE) {
            stranger.introduce(port, attack.entry() == Entry.LINK ? System.currentTimeMillis() : 0);
        }
        if (attack.entry() == Entry.LINK) {
            stranger.link();
        }
        stranger.say(attack.words().of(0, port));
        countOne(attack);
        for (int round = 1; attack.course() == Course.ON_AND_ON && hasTurn(attack); round++) {
            stranger.say(attack.words().of(round, port));
            countOne(attack);
        }
        if (attack.course() == Course.ANEW) {
            stranger.lastWords();
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
