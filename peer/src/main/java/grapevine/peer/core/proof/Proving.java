package grapevine.peer.core.proof;

import grapevine.node.Certified;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Proofs;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Other;
import grapevine.peer.core.link.PeerLink;
import grapevine.peer.core.proof.SignedBatches.Claim;
import grapevine.peer.core.proof.Speakers.Speaker;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Origin;
import grapevine.wire.Proof;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.SyncMessage.Gone;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what is proven. A message of a batch whose signature is known to hold goes on at once; the first one of a
 * batch waits until the signature has been checked, aside, and so do those behind it that are signed by the same key,
 * for they stay in order; where that is quick, it is mostly done at once, and nothing waits. Where the key is not
 * known, whoever brought the message is asked for its certificate.
 *
 * <p>Nothing goes on from here that is not proven. So whoever brings what does not hold could have known: his
 * connection ends. Of what peers may judge differently, since lists and authorities reach them at different times,
 * nobody is blamed.
 */
public final class Proving {
    /** So many signatures and certificates are looked at aside at a time; more wait here. */
    private static final int MOST_ASIDE = 4;

    /** What one message that waits takes beside its bytes. */
    private static final long HELD_BYTES = 600;

    /** Who is told what is proven. */
    public interface Listener {
        /** This one may be looked at now; it came by this connection. */
        void proven(Gossip message, Other from);
    }

    /** One message that waits. */
    static final class Held {
        final Gossip message;
        private final Claim claim;
        final Other from;

        /** By which the room is shared that those have whose key is not known. */
        final String bringer;

        /** Whether who brought it is to be blamed for it: no part came of somebody else, and he is not caught yet. */
        boolean isAllOfHis;

        final ArrivalOrder.Place place;

        Held(Claim claim, Other from, boolean isAllOfHis, ArrivalOrder.Place place) {
            this.message = claim.kept();
            this.claim = claim;
            this.from = from;
            this.bringer = Room.bringer(from);
            this.isAllOfHis = isAllOfHis;
            this.place = place;
        }

        private long key() {
            return claim.proof.key();
        }

        private long bytes() {
            return HELD_BYTES + message.length();
        }
    }

    /** What waits for one key, in the order in which it came. */
    static final class KeyQueue {
        final long key;
        final Deque<Held> waiting = new ArrayDeque<>();

        /** Something is looked at aside, of which this one hears. */
        boolean isBusy;

        KeyQueue(long key) {
            this.key = key;
        }
    }

    private final Ground ground;
    private final Neighbours neighbours;
    private final Listener listener;
    private final Unbelieved unbelieved;
    private final Proofs proofs;
    private final Signing signing;
    private final KeyRequests requests;
    private final Speakers speakers = new Speakers();
    private final Room room;
    private final ArrivalOrder order;
    private final SignedBatches signed;
    private final QuickChecks quick = new QuickChecks();
    private final Map<Long, KeyQueue> queues = new LinkedHashMap<>();
    private final Deque<Runnable> toDoAside = new ArrayDeque<>();
    private int aside;
    private int waiting;

    /** Of a peer whose messages are proven. */
    public Proving(Ground ground, Neighbours neighbours, Proofs proofs, Listener listener, Unbelieved unbelieved) {
        this.ground = ground;
        this.neighbours = neighbours;
        this.proofs = proofs;
        this.listener = listener;
        this.unbelieved = unbelieved;
        Proof.Hashing hashing = new Proof.Hashing(ground.settings().network());
        signed = new SignedBatches(proofs, hashing);
        signing = new Signing(ground, proofs, hashing);
        requests = new KeyRequests(ground, this);
        room = new Room(ground);
        order = new ArrivalOrder(room);
    }

    /** Proves what is made here. */
    public Signing signing() {
        return signing;
    }

    /** Whose keys are asked for. */
    public KeyRequests requests() {
        return requests;
    }

    /** How many messages wait for their proof to be checked. */
    public int waiting() {
        return waiting;
    }

    /** Bytes of memory that these fill, about, and what was said after them and is heeded in its turn. */
    public long heldBytes() {
        return room.held();
    }

    /** More bytes these never fill. */
    public long mostBytes() {
        return room.limit();
    }

    /**
     * A message of somebody else is here.
     *
     * @param isAllOfHis whether all of it came of this one, and no part of somebody else
     * @return whether it is proven; if not, it is dropped, or the listener is told later
     */
    public boolean admits(Gossip message, Other from, boolean isAllOfHis) {
        Proof proof = message.proof();
        if (proof == null) {
            drop(message, from, Counter.DROPPED_UNPROVEN, "it has no proof");
            blame(message, from, isAllOfHis, "it has no proof");
            return false;
        }
        Claim claim = signed.claim(message, proof);
        if (!queues.containsKey(proof.key())) {
            Proofs.Verdict verdict = signed.include(claim) ? Proofs.Verdict.HOLDS : atOnce(claim);
            if (verdict != Proofs.Verdict.UNKNOWN) {
                return holds(verdict, message, from, isAllOfHis) && isBelieved(message, proof.key(), from, isAllOfHis);
            }
        }
        hold(new Held(claim, from, isAllOfHis, order.enter(from)));
        return false;
    }

    /** Looks at its signature now, if that is quick; else nothing is known of it yet. */
    private Proofs.Verdict atOnce(Claim claim) {
        long key = claim.proof.key();
        if (!proofs.isQuick() || !proofs.knows(key) || !quick.takeOne(ground.now())) {
            return Proofs.Verdict.UNKNOWN;
        }
        ground.count(Counter.BATCHES_CHECKED);
        Proofs.Verdict verdict = proofs.verify(key, claim.toBeSigned(), claim.proof.signature());
        if (verdict == Proofs.Verdict.HOLDS) {
            signed.add(claim);
        }
        return verdict;
    }

    /** Whether a proof that was looked at holds; if not, the message is dropped, and who brought it blamed. */
    private boolean holds(Proofs.Verdict verdict, Gossip message, Other from, boolean isAllOfHis) {
        if (verdict == Proofs.Verdict.FORGED) {
            drop(message, from, Counter.DROPPED_FORGED, "its proof does not hold");
            blame(message, from, isAllOfHis, "its proof does not hold");
        } else if (verdict == Proofs.Verdict.UNABLE) {
            drop(message, from, Counter.DROPPED_UNCHECKED, "it could not be checked here");
        }
        return verdict == Proofs.Verdict.HOLDS;
    }

    // What waits

    /** Of the room nobody has more than he leaves: else there were none for what others bring of keys not known yet. */
    private boolean isBeyondShare(Held message) {
        return waiting > 0 && room.isBeyondShare(message.bringer, message.bytes()) && !proofs.knows(message.key());
    }

    private boolean isOfTooManyKeys(Held message) {
        return !queues.containsKey(message.key()) && !requests.hasRoom(message.bringer) && !proofs.knows(message.key());
    }

    private void hold(Held message) {
        if (isBeyondShare(message) || isOfTooManyKeys(message)) {
            drop(message.message, message.from, Counter.DROPPED_UNCHECKED, "waited for a certificate beyond its share");
            order.isOver(message.place);
            return;
        }
        KeyQueue queue = queues.computeIfAbsent(message.key(), KeyQueue::new);
        queue.waiting.add(message);
        waiting++;
        room.fill(message.bringer, message.bytes());
        while (room.isFull() && waiting > 1 && !queue.waiting.isEmpty()) {
            makeRoom(queue);
        }
        goOn(queue);
    }

    /** Nothing is thrown away as long as it can be checked; only now it is not done aside. */
    private void makeRoom(KeyQueue queue) {
        Held first = queue.waiting.element();
        if (signed.include(first.claim)) {
            letIn(queue, first);
        } else if (proofs.knows(queue.key)) {
            ground.count(Counter.BATCHES_CHECKED);
            checked(queue, first, verify(first, first.claim.toBeSigned()));
        } else {
            giveUp(queue, queue.waiting.getLast(), "waited for a certificate where there was no room");
        }
    }

    private Proofs.Verdict verify(Held message, Proof.Hash root) {
        return proofs.verify(message.key(), root, message.claim.proof.signature());
    }

    /** Lets in what can be, and has looked at what cannot. */
    void goOn(KeyQueue queue) {
        while (!queue.waiting.isEmpty() && !queue.isBusy) {
            Held first = queue.waiting.element();
            if (signed.include(first.claim)) {
                letIn(queue, first);
            } else if (proofs.knows(queue.key)) {
                check(queue, first);
            } else {
                requests.ask(queue);
                return;
            }
        }
        if (queue.waiting.isEmpty() && !queue.isBusy) {
            queues.remove(queue.key, queue);
            requests.forget(queue.key);
        }
    }

    private void letIn(KeyQueue queue, Held first) {
        remove(queue, first);
        if (isBelieved(first.message, queue.key, first.from, first.isAllOfHis)) {
            listener.proven(first.message, first.from);
        }
        order.isOver(first.place);
    }

    private void remove(KeyQueue queue, Held message) {
        queue.waiting.remove(message);
        leaves(message);
    }

    private void leaves(Held message) {
        waiting--;
        room.leave(message.bringer, message.bytes());
    }

    private void giveUp(KeyQueue queue, Held message, String why) {
        giveUp(queue, message, Counter.DROPPED_UNCHECKED, why);
    }

    /** It is not let in. */
    void giveUp(KeyQueue queue, Held message, Counter counter, String why) {
        queue.waiting.remove(message);
        isGivenUp(message, counter, why);
    }

    private void isGivenUp(Held message, Counter counter, String why) {
        leaves(message);
        drop(message.message, message.from, counter, why);
        if (counter == Counter.DROPPED_UNTRUSTED) {
            unbelieved.refused(message.message, message.from);
        }
        order.isOver(message.place);
    }

    private void check(KeyQueue queue, Held first) {
        queue.isBusy = true;
        ground.count(Counter.BATCHES_CHECKED);
        Proofs.Verdict[] verdict = {Proofs.Verdict.UNABLE};
        Proof.Hash root = first.claim.toBeSigned();
        doAside(() -> verdict[0] = verify(first, root), () -> {
            queue.isBusy = false;
            checked(queue, first, verdict[0]);
            goOn(queue);
        });
    }

    /** Where no room was left it may have been checked already, and be over. */
    private void checked(KeyQueue queue, Held first, Proofs.Verdict verdict) {
        if (verdict == Proofs.Verdict.HOLDS) {
            signed.add(first.claim);
        } else if (verdict == Proofs.Verdict.FORGED && queue.waiting.peek() == first) {
            giveUp(queue, first, Counter.DROPPED_FORGED, "its proof does not hold");
            blame(first.message, first.from, first.isAllOfHis, "its proof does not hold");
        } else if (verdict == Proofs.Verdict.UNABLE && queue.waiting.peek() == first) {
            giveUp(queue, first, "it could not be checked here");
        }
    }

    /**
     * Nothing more is heard of this one, whose forgeries would hold up what others brought, whosever keys these are of.
     * What is being looked at goes as well: so nobody is blamed twice for one connection.
     */
    private void giveUpRest(Other from, @Nullable KeyQueue but) {
        List<KeyQueue> those = new ArrayList<>();
        for (KeyQueue queue : List.copyOf(queues.values())) {
            List<Held> its =
                    queue.waiting.stream().filter(each -> each.from == from).toList();
            its.forEach(each -> each.isAllOfHis = false);
            if (queue != but && !its.isEmpty()) {
                queue.waiting.removeIf(each -> each.from == from);
                its.forEach(each -> isGivenUp(each, Counter.DROPPED_UNCHECKED, "who brought it is not believed"));
                those.add(queue);
            }
        }
        requests.passOver(from);
        those.forEach(this::goOn);
    }

    /** Does it on another thread, as soon as there is one for it, and then this. */
    void doAside(Runnable work, Runnable then) {
        if (aside == MOST_ASIDE) {
            toDoAside.add(() -> doAside(work, then));
            return;
        }
        aside++;
        ground.effects().compute(work, now -> {
            ground.enter(now);
            aside--;
            Runnable next = toDoAside.poll();
            if (next != null) {
                next.run();
            }
            then.run();
        });
    }

    // What is believed

    private boolean isBelieved(Gossip message, long key, Other from, boolean isAllOfHis) {
        String holder = proofs.holder(key);
        Proofs.Standing standing = proofs.judge(key, message.origin());
        if (holder == null || standing == Proofs.Standing.UNTRUSTED) {
            drop(message, from, Counter.DROPPED_UNTRUSTED, "its certificate is revoked, or of a former authority");
            unbelieved.refused(message, from);
            return false;
        }
        if (standing == Proofs.Standing.FOREIGN) {
            drop(message, from, Counter.DROPPED_FOREIGN, holder + " may not speak for that address");
            blame(message, from, isAllOfHis, holder + " may not speak for that address");
            return false;
        }
        Speaker signer = new Speaker(holder, standing == Proofs.Standing.CERTIFIED);
        Speaker speaker = speaker(message.origin());
        if (speaker == null || speaker.holder().equals(holder)) {
            return true;
        } else if (speaker.yieldsTo(signer)) {
            takeOver(message.origin(), speaker, signer);
            return true;
        }
        drop(message, from, Counter.DROPPED_FOREIGN, holder + " speaks for an origin of " + speaker.holder());
        unbelieved.refused(message, from);
        return false;
    }

    /** Who speaks for this origin; null if nobody did yet. Of a neighbour it is known who it is. */
    private @Nullable Speaker speaker(Origin origin) {
        Speaker first = speakers.of(origin);
        Neighbour neighbour = neighbours.find(origin.address());
        Certified itself = neighbour == null || neighbour.epoch() != origin.epoch()
                ? null
                : neighbour.link().certified();
        if (itself == null) {
            return first;
        }
        Speaker direct =
                new Speaker(itself.name(), itself.isFor(origin.address().ip()));
        return first != null && direct.yieldsTo(first) ? first : direct;
    }

    private void takeOver(Origin origin, Speaker former, Speaker next) {
        Address address = origin.address();
        speaks(origin, next);
        ground.report(new Fact.OriginTakenOver(address, origin.epoch(), former.holder(), next.holder()));
    }

    private void speaks(Origin origin, Speaker speaker) {
        speakers.speaks(origin, speaker, ground.settings().budget().origins());
    }

    /** A message that was proven is new here: its signer speaks for its origin. */
    public void entered(Gossip message) {
        if (speakers.of(message.origin()) != null) {
            return; // which it is, as it was let in
        }
        long key = message.proofKey();
        String holder = proofs.holder(key);
        if (holder != null) {
            boolean isCertified = proofs.judge(key, message.origin()) == Proofs.Standing.CERTIFIED;
            speaks(message.origin(), new Speaker(holder, isCertified));
        }
    }

    private void drop(Gossip message, Other from, Counter counter, String why) {
        ground.count(counter);
        ground.report(new Fact.MessageNotBelieved(
                message.origin().address(), message.origin().epoch(), message.n(), from.address(), why));
    }

    private void blame(Gossip message, Other from, boolean isAllOfHis, String why) {
        if (isAllOfHis) {
            forged(from, why);
            from.violate(new ProtocolException(
                    Reason.NOT_CERTIFIED,
                    "message " + message.n() + " of " + message.origin().address() + ": " + why));
        }
    }

    /** This one brought what is not what it says it is, and could have known: nothing that it brought is looked at. */
    public void forged(Other from, String why) {
        forged(from, why, null);
    }

    /** The same, but for what waits for this key, of which this says nothing. */
    void forged(Other from, String why, @Nullable KeyQueue but) {
        String holder = from.link().holder();
        if (holder != null) {
            ground.forged(holder, where(from), why, otherLinks(from));
        }
        giveUpRest(from, but);
    }

    /** A visitor may say any address: it is where it comes from. */
    private static Address where(Other from) {
        boolean isVisitor = from instanceof PeerLink link && link.neighbour() == null && !link.isOurs();
        Address said = from.address();
        return isVisitor ? new Address(from.link().remoteIp(), said.port()) : said;
    }

    private int otherLinks(Other but) {
        Neighbour its = but instanceof PeerLink link ? link.neighbour() : null;
        boolean isOneOfThem = its != null && neighbours.find(its.address()) == its;
        return neighbours.degree() - (isOneOfThem ? 1 : 0);
    }

    /**
     * Does what this word means once all that came by this connection until now is let in or dropped, or now where too
     * much waits already.
     */
    public void after(Other from, Gone word, Runnable then) {
        order.after(from, word, then);
    }
}
