package grapevine.peer.core.proof;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Proofs;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Timed;
import grapevine.peer.core.link.Other;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Proof;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what is proven. A message of a batch whose signature is known to hold goes on at once; the first one of a
 * batch waits until the signature has been checked, aside, and so do those behind it that are signed by the same key,
 * for they stay in order. Where the key is not known, whoever brought the message is asked for its certificate.
 *
 * <p>Nothing goes on from here that is not proven. So whoever says that he checks proofs, and brings what does not
 * hold, could have known: his connection ends. Of what peers may judge differently, since lists and authorities reach
 * them at different times, nobody is blamed.
 */
public final class Proving {
    /** Signatures that are known to hold; with 32 that publish as fast as they can, those of a third of a second. */
    static final int MOST_SIGNED = 512;

    /** So long (ms) is waited for a certificate. */
    static final long PATIENCE_MILLIS = 2000;

    /** Who is told what is proven. */
    public interface Listener {
        /** This one may be looked at now; it came by this connection. */
        void proven(Gossip message, Other from);
    }

    private record Root(long key, Proof.Hash hash) {}

    /** One message that waits, in the order of its key, and in that of the connection that it came by. */
    private static final class Held {
        final Gossip message;
        final Proof proof;
        final Root root;
        final Other from;
        boolean isOver;

        Held(Gossip message, Proof proof, Root root, Other from) {
            this.message = message;
            this.proof = proof;
            this.root = root;
            this.from = from;
        }
    }

    /** Something on a connection that is not to overtake the messages that came before it, or one of those. */
    private record InOrder(@Nullable Held held, @Nullable Runnable then) {}

    /** What waits for one key. */
    private final class Line implements Timed {
        final long key;
        final Deque<Held> waiting = new ArrayDeque<>();
        boolean isBusy;

        @Nullable
        Other asked;

        long askedUntil;

        Line(long key) {
            this.key = key;
        }

        @Override
        public long deadline() {
            return askedUntil;
        }

        @Override
        public void postpone(long byMillis) {
            askedUntil += byMillis;
        }

        @Override
        public void onDeadline(long now) {
            notTold(this);
        }
    }

    private final Ground ground;
    private final Listener listener;
    private final Proofs proofs;
    private final Proof.Hashing hashing;
    private final Signing signing;
    private final Speakers speakers = new Speakers();
    private final Map<Root, byte[]> signed = new LinkedHashMap<>();
    private final Map<Long, Line> lines = new HashMap<>();
    private final IdentityHashMap<Other, Deque<InOrder>> orders = new IdentityHashMap<>();
    private long held;

    /** Of a peer whose messages are proven. */
    public Proving(Ground ground, Proofs proofs, Listener listener) {
        this.ground = ground;
        this.proofs = proofs;
        this.listener = listener;
        hashing = new Proof.Hashing(ground.settings().network());
        signing = new Signing(ground, proofs, hashing);
    }

    /** Proves what is made here. */
    public Signing signing() {
        return signing;
    }

    /** How many messages wait for their proof to be checked. */
    public int waiting() {
        return lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
    }

    /**
     * A message of somebody else is here.
     *
     * @return whether it is proven; if not, it is dropped, or the listener is told later
     */
    public boolean admits(Gossip message, Other from) {
        Proof proof = message.proof();
        if (proof == null) {
            drop(message, from, Counter.DROPPED_UNPROVEN, "it has no proof");
            blame(message, from, "it has no proof");
            return false;
        }
        Root root = new Root(proof.key(), hashing.root(hashing.leaf(message, proof.key()), proof));
        Line line = lines.get(proof.key());
        if (line == null && isSigned(root, proof)) {
            return isBelieved(message, proof.key(), from);
        }
        hold(new Held(message, proof, root, from));
        return false;
    }

    // What waits

    private void hold(Held message) {
        Line line = lines.computeIfAbsent(message.root.key, Line::new);
        line.waiting.add(message);
        orders.computeIfAbsent(message.from, any -> new ArrayDeque<>()).add(new InOrder(message, null));
        held += message.message.length();
        while (held > ground.settings().budget().waiting() / 4 && !line.waiting.isEmpty()) {
            makeRoom(line);
        }
        goOn(line);
    }

    /** Nothing is thrown away as long as it can be checked; only now it is not done aside. */
    private void makeRoom(Line line) {
        Held first = line.waiting.element();
        if (isSigned(first.root, first.proof)) {
            letIn(line, first);
        } else if (proofs.knows(line.key)) {
            ground.count(Counter.BATCHES_CHECKED);
            checked(line, first, proofs.isSigned(line.key, first.root.hash, first.proof.signature()));
        } else {
            giveUp(line, first, "waited for a certificate where there was no room");
        }
    }

    private void goOn(Line line) {
        while (!line.waiting.isEmpty() && !line.isBusy) {
            Held first = line.waiting.element();
            if (isSigned(first.root, first.proof)) {
                letIn(line, first);
            } else if (proofs.knows(line.key)) {
                check(line, first);
            } else {
                ask(line, first.from);
                return;
            }
        }
        if (line.waiting.isEmpty() && !line.isBusy) {
            stopAsking(line);
            lines.remove(line.key, line);
        }
    }

    private void letIn(Line line, Held first) {
        remove(line, first);
        if (isBelieved(first.message, line.key, first.from)) {
            listener.proven(first.message, first.from);
        }
        goOnInOrder(first.from);
    }

    private void giveUp(Line line, Held first, String why) {
        remove(line, first);
        drop(first.message, first.from, Counter.DROPPED_UNCHECKED, why);
        goOnInOrder(first.from);
    }

    private void remove(Line line, Held message) {
        line.waiting.remove(message);
        message.isOver = true;
        held -= message.message.length();
    }

    private void check(Line line, Held first) {
        line.isBusy = true;
        ground.count(Counter.BATCHES_CHECKED);
        boolean[] answer = new boolean[1];
        ground.effects()
                .compute(() -> answer[0] = proofs.isSigned(line.key, first.root.hash, first.proof.signature()), now -> {
                    ground.enter(now);
                    line.isBusy = false;
                    checked(line, first, answer[0]);
                    goOn(line);
                });
    }

    private void checked(Line line, Held first, boolean isSigned) {
        if (isSigned) {
            remember(first);
        } else if (!first.isOver && proofs.knows(line.key)) { // else it was forgotten meanwhile whose key it is
            remove(line, first);
            drop(first.message, first.from, Counter.DROPPED_FORGED, "its proof does not hold");
            blame(first.message, first.from, "its proof does not hold");
            goOnInOrder(first.from);
        }
    }

    private boolean isSigned(Root root, Proof proof) {
        byte[] known = signed.get(root);
        return known != null && Arrays.equals(known, proof.signature());
    }

    private void remember(Held first) {
        signed.put(first.root, first.proof.signature());
        if (signed.size() > MOST_SIGNED) {
            signed.remove(signed.keySet().iterator().next());
        }
    }

    // Whose key it is

    private void ask(Line line, Other whom) {
        if (line.asked == null) {
            line.asked = whom;
            line.askedUntil = ground.now() + PATIENCE_MILLIS;
            ground.waiting().add(line);
            ground.send(whom.link(), new Show(line.key));
        }
    }

    private void stopAsking(Line line) {
        if (line.asked != null) {
            line.asked = null;
            ground.waiting().remove(line);
        }
    }

    /** Somebody asks whose key that is. */
    public void onShow(Other from, Show show) {
        String known = proofs.certificates(show.key());
        ground.send(from.link(), new Shown(show.key(), known == null ? "" : known));
    }

    /** Somebody tells whose key that is, or that he does not know. */
    public void onShown(Other from, Shown shown) {
        Line line = lines.get(shown.key());
        if (line == null || line.asked != from || line.isBusy) {
            ground.count(Counter.DROPPED_CERTIFICATES);
        } else if (shown.certificates().isEmpty()) {
            notTold(line);
        } else {
            learn(line, from, shown.certificates());
        }
    }

    private void learn(Line line, Other from, String certificates) {
        line.isBusy = true;
        ground.waiting().remove(line);
        Proofs.Learned[] answer = new Proofs.Learned[1];
        ground.effects().compute(() -> answer[0] = proofs.learn(line.key, certificates), now -> {
            ground.enter(now);
            line.isBusy = false;
            learned(line, from, answer[0]);
        });
    }

    private void learned(Line line, Other from, Proofs.Learned what) {
        switch (what) {
            case KNOWN -> {
                line.asked = null;
                goOn(line);
            }
            case UNTRUSTED -> {
                dropAll(
                        line,
                        from,
                        Counter.DROPPED_UNTRUSTED,
                        "its certificate is of no authority that is trusted here");
            }
            case WRONG -> {
                ground.count(Counter.DROPPED_CERTIFICATES);
                dropAll(line, from, Counter.DROPPED_UNCHECKED, "nobody told whose key it is");
                from.violate(new ProtocolException(
                        Reason.BAD_FIELD, "Shown: these are not the certificates of the key that was asked for"));
            }
        }
    }

    /** Who was asked does not know, or has not answered: the next one who brought something is. */
    private void notTold(Line line) {
        Other silent = line.asked;
        if (silent != null) {
            dropAll(line, silent, Counter.DROPPED_UNCHECKED, "nobody told whose key it is");
        }
    }

    private void dropAll(Line line, Other from, Counter counter, String why) {
        stopAsking(line);
        for (Held each : List.copyOf(line.waiting)) {
            if (each.from == from) {
                remove(line, each);
                drop(each.message, from, counter, why);
            }
        }
        goOnInOrder(from);
        goOn(line);
    }

    // What is believed

    private boolean isBelieved(Gossip message, long key, Other from) {
        String holder = proofs.holder(key);
        if (holder == null) {
            drop(message, from, Counter.DROPPED_UNCHECKED, "it was forgotten whose key it is");
            return false;
        }
        switch (proofs.judge(key, message.origin())) {
            case UNTRUSTED -> {
                drop(message, from, Counter.DROPPED_UNTRUSTED, "the certificate of " + holder + " is valid no more");
                return false;
            }
            case FOREIGN -> {
                drop(message, from, Counter.DROPPED_FOREIGN, holder + " may not speak for that address");
                blame(message, from, holder + " may not speak for that address");
                return false;
            }
            case FINE -> {}
        }
        String speaker =
                speakers.of(message.origin(), holder, ground.settings().budget().origins());
        if (!speaker.equals(holder)) {
            drop(message, from, Counter.DROPPED_FOREIGN, holder + " speaks for an origin of " + speaker);
            return false;
        }
        return true;
    }

    private void drop(Gossip message, Other from, Counter counter, String why) {
        ground.count(counter);
        ground.report(new Fact.MessageNotBelieved(
                message.origin().address(), message.origin().epoch(), message.n(), from.address(), why));
    }

    private static void blame(Gossip message, Other from, String why) {
        if (from.checksProofs()) {
            from.violate(new ProtocolException(
                    Reason.NOT_CERTIFIED,
                    "message " + message.n() + " of " + message.origin().address() + ": " + why));
        }
    }

    // What came by one connection

    /** Does something once all that came by this connection until now is let in or dropped. */
    public void after(Other from, Runnable then) {
        Deque<InOrder> order = orders.get(from);
        if (order == null) {
            then.run();
        } else {
            order.add(new InOrder(null, then));
        }
    }

    private void goOnInOrder(Other from) {
        Deque<InOrder> order = orders.get(from);
        while (order != null && !order.isEmpty()) {
            InOrder first = order.element();
            if (first.held != null && !first.held.isOver) {
                return;
            }
            order.remove();
            if (first.then != null) {
                first.then.run();
            }
        }
        orders.remove(from);
    }
}
