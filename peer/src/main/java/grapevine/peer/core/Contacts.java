package grapevine.peer.core;

import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a peer begins, and its static neighbours. Before it registers it must know its one address: if it was not told,
 * it asks whoever it may what it is seen as. Without any seed that answers, the static neighbours and the addresses
 * remembered from the last run take the seeds' part: they propose an age and are dialled.
 */
final class Contacts implements Part {
    private static final long RETRY_FIRST_MILLIS = 1000;
    private static final long RETRY_MOST_MILLIS = 30_000;

    private final PeerNode node;
    private List<Address> contacts;
    /** Empty and immutable while there are none, which is mostly the case. */
    private Map<Address, Backoff> staticNeighbours = Map.of();

    private Map<Address, Long> dialAt = Map.of();
    private Few<Address> asking = Few.none();
    private List<Hello> answers = List.of();
    private @Nullable Backoff retries;
    private long retryAt = NEVER;

    Contacts(PeerNode node) {
        this.node = node;
        contacts = node.settings().contacts();
    }

    void start() {
        if (!node.self().knowsItsAddress()) {
            Set<Address> everyone = new LinkedHashSet<>(node.settings().seeds());
            everyone.addAll(firstContacts());
            ask(everyone, this::settleAddress);
        } else if (node.settings().seeds().isEmpty()) {
            ask(firstContacts(), this::settleAge);
        } else {
            node.registration().registerWithSeeds();
        }
    }

    /** A whole round of registration came to nothing. */
    void noSeedAnswered() {
        if (!node.self().hasAge() && asking.isEmpty() && !firstContacts().isEmpty() && !node.isLeaving()) {
            ask(firstContacts(), this::settleAge);
        }
    }

    /**
     * More static neighbours. Those that are known already, and this peer itself, are passed over.
     *
     * @return false if that would be more than {@link PeerSettings#MOST_CONTACTS}; then none is taken
     */
    boolean add(List<Address> more) {
        Set<Address> all = new LinkedHashSet<>(contacts);
        all.addAll(more);
        all.remove(node.self().address());
        if (all.size() > PeerSettings.MOST_CONTACTS) {
            return false;
        }
        contacts = List.copyOf(all);
        if (node.attachment().hasBegun()) {
            dialStaticNeighbours();
        } else if (node.self().knowsItsAddress() && node.settings().seeds().isEmpty()) {
            noSeedAnswered();
        }
        return true;
    }

    /** Static neighbours, given at the start or later. */
    List<Address> staticNeighbours() {
        return contacts;
    }

    /** The age is settled: the static neighbours that were not yet are dialled. */
    void dialStaticNeighbours() {
        if (!contacts.isEmpty() && staticNeighbours.isEmpty()) {
            staticNeighbours = new LinkedHashMap<>();
            dialAt = new LinkedHashMap<>();
        }
        for (Address each : contacts) {
            if (!staticNeighbours.containsKey(each)) {
                staticNeighbours.put(each, new Backoff(node, RETRY_FIRST_MILLIS, RETRY_MOST_MILLIS));
                node.overlay().dialContact(each);
            }
        }
    }

    /** A static neighbour's link is gone, or could not be made: it is dialled again in a while. */
    void lost(Address address) {
        Backoff backoff = staticNeighbours.get(address);
        if (backoff != null) {
            long at = node.now() + backoff.next();
            dialAt.put(address, at);
            node.wakeAt(at);
        }
    }

    void linked(Address address) {
        Backoff backoff = staticNeighbours.get(address);
        if (backoff != null) {
            backoff.reset();
            dialAt.remove(address);
        }
    }

    @Override
    public long due() {
        long due = retryAt;
        for (long at : dialAt.values()) {
            due = Math.min(due, at);
        }
        return due;
    }

    @Override
    public void onDue(long now) {
        if (node.isLeaving()) {
            retryAt = NEVER;
            if (!dialAt.isEmpty()) {
                dialAt.clear();
            }
            return;
        }
        if (retryAt <= now) {
            retryAt = NEVER;
            start();
        }
        for (Map.Entry<Address, Long> each : List.copyOf(dialAt.entrySet())) {
            if (each.getValue() <= now) {
                dialAt.remove(each.getKey());
                node.overlay().dialContact(each.getKey());
            }
        }
    }

    /** Whether it is linked to whatever its age. */
    boolean isContact(Address address) {
        return contacts.contains(address) || node.settings().known().contains(address);
    }

    private Set<Address> firstContacts() {
        Set<Address> first = new LinkedHashSet<>(contacts);
        first.addAll(node.settings().known());
        first.remove(node.self().address());
        return first;
    }

    private void ask(Set<Address> whom, Runnable then) {
        answers = new ArrayList<>();
        for (Address each : whom) {
            asking = asking.with(each);
        }
        for (Address each : whom) {
            new Inquiry(node, each, answer -> heard(each, answer, then));
        }
        if (whom.isEmpty()) {
            then.run();
        }
    }

    private void heard(Address from, @Nullable Hello answer, Runnable then) {
        asking = asking.without(from);
        if (answer != null) {
            answers.add(answer);
        }
        if (asking.isEmpty() && !node.isLeaving()) {
            then.run();
        }
    }

    /** What the others see us as; if they differ, what is not loopback. */
    private void settleAddress() {
        Set<Ip> seen = new LinkedHashSet<>();
        for (Hello answer : answers) {
            if (answer.seen() != null && !answer.seen().isUnspecified()) {
                seen.add(answer.seen());
            }
        }
        if (seen.isEmpty()) {
            if (retries == null) {
                retries = new Backoff(node, RETRY_FIRST_MILLIS, RETRY_MOST_MILLIS);
            }
            retryAt = node.now() + retries.next();
            node.effects().report(new Fact.QuorumMissed(0, node.settings().quorum(), retryAt - node.now()));
            node.wakeAt(retryAt);
            return;
        }
        Ip chosen = seen.stream()
                .filter(ip -> !ip.isLoopback())
                .findFirst()
                .orElse(seen.iterator().next());
        node.self().settleAddress(chosen);
        node.effects().report(new Fact.AddressSettled(node.self().address(), "as the others see it"));
        if (seen.size() > 1) {
            node.effects()
                    .report(new Fact.SettingDoubtful("seen as " + seen + ", took " + chosen + "; set --advertise"));
        }
        start();
    }

    /** Without seeds: the largest age proposed, or our own clock where nobody can propose one. */
    private void settleAge() {
        if (node.self().hasAge()) {
            return; // a seed was faster
        }
        long age = 0;
        for (Hello answer : answers) {
            age = Math.max(age, answer.propose());
        }
        if (answers.isEmpty() && !node.settings().seeds().isEmpty()) {
            return; // whoever might know ages may still come
        }
        node.self().settleAge(age > 0 ? age : node.effects().wallTime());
        node.attachment().begin();
        for (Address known : node.settings().known()) {
            node.overlay().dialContact(known);
        }
    }
}
