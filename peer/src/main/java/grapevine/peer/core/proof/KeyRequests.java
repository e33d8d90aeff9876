package grapevine.peer.core.proof;

import grapevine.node.Counter;
import grapevine.node.Proofs;
import grapevine.node.Proofs.Learned;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Timed;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.proof.Proving.Held;
import grapevine.peer.core.proof.Proving.KeyQueue;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks whose keys those are that are not known, of who brought what they signed: a few at a time of each one. Who
 * does not know, or does not answer, is not asked for that key again; then the next one is who brought something signed
 * by it.
 */
public final class KeyRequests {
    /** So long (ms) is waited for an answer. */
    static final long PATIENCE_MILLIS = 2000;

    /** Of one connection so many keys are asked at a time. */
    static final int MOST_OF_ONE = 8;

    /** So many keys that are not known may wait that one brought; what is signed by others is dropped. */
    static final int MOST_KEYS = 512;

    /** A key that somebody is asked for, or will be. */
    private final class Request implements Timed {
        final KeyQueue queue;

        /** Who brought it first. */
        final String bringer;

        final Set<Other> tried = new HashSet<>();

        @Nullable
        Other asked;

        /** Certificates were shown of no authority that is trusted here. */
        boolean isUntrusted;

        long until;

        Request(KeyQueue queue) {
            this.queue = queue;
            bringer = queue.waiting.element().bringer;
        }

        @Override
        public long deadline() {
            return until;
        }

        @Override
        public void postpone(long byMillis) {
            until += byMillis;
        }

        @Override
        public void onDeadline(long now) {
            notTold(this);
        }
    }

    private final Ground ground;
    private final Proving proving;
    private final Map<Long, Request> requests = new LinkedHashMap<>();

    /** How many keys somebody is asked for. */
    private final IdentityHashMap<Other, Integer> open = new IdentityHashMap<>();

    /** How many of the keys somebody brought first. */
    private final Map<String, Integer> keysOf = new HashMap<>();

    KeyRequests(Ground ground, Proving proving) {
        this.ground = ground;
        this.proving = proving;
    }

    private Proofs proofs() {
        return Objects.requireNonNull(ground.effects().proofs(), "a network without proofs");
    }

    /** The key of these is not known: whoever brought one of them is asked, if it is not so already. */
    void ask(KeyQueue queue) {
        Request request = requests.computeIfAbsent(queue.key, key -> begin(queue));
        if (request.asked == null) {
            Other next = next(request);
            if (next == null) {
                notKnown(request);
            } else if (asked(next) < MOST_OF_ONE) {
                ask(request, next);
            } // else it is asked when it has answered
        }
    }

    private Request begin(KeyQueue queue) {
        Request request = new Request(queue);
        keysOf.merge(request.bringer, 1, Integer::sum);
        return request;
    }

    /** Whether one more key that is not known may wait of this one. */
    boolean hasRoom(String bringer) {
        return keysOf.getOrDefault(bringer, 0) < MOST_KEYS;
    }

    /** The first that was not asked and may be; else one that has to answer others first; null if all were. */
    private @Nullable Other next(Request request) {
        Other busy = null;
        for (Held held : request.queue.waiting) {
            if (!request.tried.contains(held.from) && !held.from.isOver()) {
                if (asked(held.from) < MOST_OF_ONE) {
                    return held.from;
                }
                busy = held.from;
            }
        }
        return busy;
    }

    private int asked(Other whom) {
        return open.getOrDefault(whom, 0);
    }

    /** From now on this one is asked, or nobody. */
    private void asks(Request request, @Nullable Other whom) {
        Other before = request.asked;
        if (before != null) {
            open.computeIfPresent(before, (any, n) -> n == 1 ? null : n - 1);
        }
        if (whom != null) {
            open.merge(whom, 1, Integer::sum);
        }
        request.asked = whom;
    }

    private void ask(Request request, Other whom) {
        asks(request, whom);
        request.tried.add(whom);
        request.until = ground.now() + PATIENCE_MILLIS;
        ground.waiting().add(request);
        ground.send(whom.link(), new Show(request.queue.key));
    }

    /** Somebody asks whose key that is. */
    public void onShow(Other from, Show show) {
        String known = proofs().certificates(show.key());
        ground.send(from.link(), new Shown(show.key(), known == null ? "" : known));
    }

    /** Somebody tells whose key that is, or that he does not know. */
    public void onShown(Other from, Shown shown) {
        Request request = requests.get(shown.key());
        if (request == null || request.asked != from || request.queue.isBusy) {
            ground.count(Counter.DROPPED_CERTIFICATES);
        } else if (shown.certificates().isEmpty()) {
            notTold(request);
        } else {
            learn(request, from, shown.certificates());
        }
    }

    private void learn(Request request, Other from, String certificates) {
        KeyQueue queue = request.queue;
        queue.isBusy = true;
        ground.waiting().remove(request);
        Learned[] learned = {Learned.UNTRUSTED};
        Proofs by = proofs();
        proving.doAside(() -> learned[0] = by.learn(queue.key, certificates), () -> {
            queue.isBusy = false;
            boolean isPassedOver = request.asked != from;
            if (learned[0] == Learned.KNOWN) {
                over(request);
            } else {
                asks(request, null); // somebody else may show others
                request.isUntrusted |= learned[0] == Learned.UNTRUSTED;
            }
            if (learned[0] == Learned.WRONG) {
                ground.count(Counter.DROPPED_CERTIFICATES);
            }
            if (learned[0] == Learned.WRONG && !isPassedOver) {
                String wrong = "Shown: these are not the certificates of the key that was asked for";
                proving.forged(from, wrong, queue);
                from.violate(new ProtocolException(Reason.BAD_FIELD, wrong));
            }
            proving.goOn(queue);
            askMoreOf(from);
        });
    }

    /** Who was asked does not know, or has not answered. */
    private void notTold(Request request) {
        Other silent = request.asked;
        ground.waiting().remove(request);
        asks(request, null);
        proving.goOn(request.queue);
        if (silent != null) {
            askMoreOf(silent);
        }
    }

    /** Nobody is left who may know. */
    private void notKnown(Request request) {
        over(request);
        if (request.isUntrusted) {
            giveUpAll(
                    request.queue,
                    Counter.DROPPED_UNTRUSTED,
                    "its certificate is of no authority that is trusted here");
        } else {
            giveUpAll(request.queue, Counter.DROPPED_UNCHECKED, "nobody told whose key it is");
        }
        proving.goOn(request.queue);
    }

    /** Nothing waits for this key any more. */
    void forget(long key) {
        Request request = requests.get(key);
        if (request == null) {
            return;
        }
        Other asked = request.asked;
        over(request);
        if (asked != null) {
            ground.waiting().remove(request);
            askMoreOf(asked);
        }
    }

    private void over(Request request) {
        asks(request, null);
        if (requests.remove(request.queue.key, request)) {
            keysOf.computeIfPresent(request.bringer, (any, n) -> n == 1 ? null : n - 1);
        }
    }

    /** Nothing more is heard of this one: others are asked what it was asked, and what it shows now says nothing. */
    void passOver(Other whom) {
        for (Request each : List.copyOf(requests.values())) {
            if (each.asked == whom) {
                ground.waiting().remove(each);
                asks(each, null);
                proving.goOn(each.queue);
            }
        }
    }

    private void giveUpAll(KeyQueue queue, Counter counter, String why) {
        Deque<Held> all = new ArrayDeque<>(queue.waiting);
        all.forEach(each -> proving.giveUp(queue, each, counter, why));
    }

    /** This one has answered: what else it brought is asked for. */
    private void askMoreOf(Other whom) {
        for (Request each : List.copyOf(requests.values())) {
            if (asked(whom) >= MOST_OF_ONE) {
                return;
            }
            if (each.asked == null && !each.queue.isBusy) {
                proving.goOn(each.queue);
            }
        }
    }
}
