package grapevine.lab.network;

import grapevine.lab.network.Attacks.Attack;
import grapevine.lab.network.Attacks.Course;
import grapevine.lab.network.Attacks.Entry;
import grapevine.wire.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Makes attacks, each alone at first, then all at once. A connection that the victim ends begins anew, under another
 * name. Those that are left open and silent share a thread, all others have one each.
 */
final class Attackers implements AutoCloseable {
    private static final int FIRST_PORT = 1_024;
    private static final int PORTS = 60_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Stranger> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger names = new AtomicInteger();

    /** Who may speak; null for all. */
    private Attack turn;

    private boolean isOver;

    /** Begins an attack; those begun before rest. */
    void begin(Attack attack, Address victim) {
        give(attack);
        int speakers = attack.course() == Course.SILENT ? 1 : attack.connections();
        for (int i = 0; i < speakers; i++) {
            threads.execute(() -> {
                for (int n = 0; hasTurn(attack); n++) {
                    if (attack.course() != Course.SILENT || n < attack.connections()) {
                        attack(attack, victim);
                    } else {
                        return;
                    }
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
            Stranger stranger = new Stranger(victim);
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
            // It accepts nobody now.
        }
    }

    /** Whether it is to stay open. */
    private boolean speak(Stranger stranger, Attack attack) throws IOException {
        int port = FIRST_PORT + names.getAndIncrement() % PORTS;
        if (attack.entry() != Entry.NONE) {
            stranger.introduce(port, attack.entry() == Entry.LINK ? System.currentTimeMillis() : 0);
        }
        if (attack.entry() == Entry.LINK) {
            stranger.link();
        }
        stranger.say(attack.words().of(0, port));
        for (int round = 1; attack.course() == Course.ON_AND_ON && hasTurn(attack); round++) {
            stranger.say(attack.words().of(round, port));
        }
        if (attack.course() == Course.ANEW) {
            stranger.lastWords();
        }
        return attack.course() == Course.SILENT;
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
