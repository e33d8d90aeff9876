package grapevine.peer.core.join;

import grapevine.node.Fact;
import grapevine.peer.core.ground.Backoff;
import grapevine.peer.core.ground.Few;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a peer begins. Before it registers it must know its one address: if it was not told, it asks whoever it may what
 * it is seen as. Without any seed that answers, the contacts it was given and the addresses remembered from the last
 * run take the seeds' part: they propose an age and are dialled. Who knows of nobody needs no address until somebody
 * comes, and takes the one at which its first neighbour dialled it.
 */
public final class Contacts implements Part {
    private static final long RETRY_FIRST_MILLIS = 1000;
    private static final long RETRY_MOST_MILLIS = 30_000;

    private final Ground ground;
    private final Registration registration;
    private final Joining joining;

    /** Null while it was told of nobody. */
    private @Nullable Given given;

    private boolean awaitsNames;
    private boolean isLoopbackTold;
    private Few<Address> asking = Few.none();
    private List<Hello> answers = List.of();
    private @Nullable Backoff retries;
    private long retryAt = NEVER;

    public Contacts(Ground ground, Neighbours neighbours, Joining joining) {
        this.ground = ground;
        this.joining = joining;
        registration = new Registration(ground, neighbours, joining, this);
        given = ground.settings().contactLines() > 0 ? new Given(ground) : null;
        awaitsNames = ground.settings().hasNames();
    }

    /** What this peer has with its seeds. */
    public Registration registration() {
        return registration;
    }

    /** Begins: with its address, its age, or its seeds, whichever is not known yet; names are looked up before. */
    public void start() {
        if (awaitsNames) {
            return;
        }
        if (!ground.self().knowsItsAddress()) {
            Set<Address> everyone = new LinkedHashSet<>(ground.settings().seeds());
            everyone.addAll(firstContacts());
            ask(everyone, this::settleAddress);
        } else if (!ground.settings().hasSeeds()) {
            ask(firstContacts(), this::settleAge);
        } else {
            registration.registerWithSeeds();
        }
    }

    /**
     * What its names lead to now, as far as they lead anywhere; said at least once, soon after the
     * start.
     *
     * @param seeds all seeds that have an address
     * @param seedCount how many there are
     * @param contacts those of the contacts that have a name
     */
    public void namesLeadTo(List<Address> seeds, int seedCount, List<Address> contacts) {
        boolean areOther = ground.moveSeeds(seeds, seedCount);
        if (given != null || !contacts.isEmpty()) {
            told().lead(contacts);
        }
        if (awaitsNames) {
            awaitsNames = false;
            start();
        } else if (!ground.self().knowsItsAddress()) {
            if (asking.isEmpty()) {
                start();
            }
        } else if (areOther) {
            registration.seedsMoved();
        } else {
            noSeedAnswered();
        }
    }

    /** A whole round of registration came to nothing. */
    void noSeedAnswered() {
        if (!ground.self().hasAge() && asking.isEmpty() && !firstContacts().isEmpty() && !ground.isLeaving()) {
            ask(firstContacts(), this::settleAge);
        }
    }

    /**
     * More contacts. Those that are known already, and this peer itself, are passed over.
     *
     * @return false if that would be more than {@link PeerSettings#MOST_CONTACTS}, each name being one of them wherever
     *     it leads; then none is taken
     */
    public boolean add(List<Address> more) {
        if (!told().add(more)) {
            return false;
        }
        if (!ground.settings().hasSeeds()) {
            if (ground.self().knowsItsAddress()) {
                noSeedAnswered();
            } else if (asking.isEmpty()) {
                start();
            }
        }
        return true;
    }

    /** So many of the contacts have a name; false, and as before, if they would be too many with the others. */
    public boolean name(int names) {
        return told().name(names);
    }

    /** Whether some of the contacts have a name. */
    public boolean hasNames() {
        return given != null && given.hasNames();
    }

    /** These are no contacts any more, whatever name leads there, until they are added again. */
    public void remove(List<Address> some) {
        told().remove(some);
    }

    /** The peers it was told to link with, at the start or later. */
    public List<Address> given() {
        return given == null ? List.of() : given.all();
    }

    private Given told() {
        Given known = given;
        if (known == null) {
            known = new Given(ground);
            given = known;
        }
        return known;
    }

    /** Whether this one is linked to whatever its age. */
    public boolean isContact(Address address) {
        return given().contains(address) || ground.settings().known().contains(address);
    }

    @Override
    public long due() {
        return retryAt;
    }

    @Override
    public void onDue(long now) {
        retryAt = NEVER;
        if (!ground.self().hasAge() || !ground.self().knowsItsAddress()) {
            start();
        }
    }

    /**
     * Who we say we are on a connection that a peer made: as long as we do not know our address, that at which it
     * dialled us, if it says so and that can be. A hello by itself settles nothing.
     */
    public Address addressFor(PeerLink caller, Hello said) {
        Address ours = ground.self().address();
        Ip dialled = said.seen();
        if (ground.self().knowsItsAddress()
                || dialled == null
                || dialled.isUnspecified()
                || dialled.isMulticast()
                || (dialled.isLoopback() && !caller.link().remoteIp().isLoopback())) {
            return ours;
        }
        Address named = new Address(dialled, ours.port());
        return named.equals(said.self()) ? ours : named;
    }

    /**
     * A peer asks for a link: while there is no other neighbour, nor any address, its word gives us one, for good.
     *
     * @return whether it did
     */
    public boolean takeAddressFrom(PeerLink caller) {
        Hello said = caller.hello();
        if (ground.self().knowsItsAddress()) {
            doubtLoopback(said);
            return false;
        }
        Address named = addressFor(caller, said);
        boolean comesWithAll = said.age() > 0 && !said.self().ip().isUnspecified();
        if (named.equals(ground.self().address())
                || !comesWithAll
                || !ground.self().hasAge()
                || ground.isLeaving()) {
            return false;
        }
        settleAddress(named.ip(), "as " + said.self() + " dialled it");
        return true;
    }

    /**
     * Somebody elsewhere would link with us, and cannot, where we are known on our own machine alone: our messages bear
     * that address, so it is no more to be changed. Said once.
     */
    private void doubtLoopback(Hello said) {
        Ip dialled = said.seen();
        Address ours = ground.self().address();
        if (dialled != null && !dialled.isLoopback() && ours.ip().isLoopback() && !isLoopbackTold) {
            isLoopbackTold = true;
            ground.report(
                    new Fact.SettingDoubtful("known as " + ours + " until it ends, which only its own machine reaches: "
                            + said.self() + " cannot link with it at " + dialled + "; say advertise"));
        }
    }

    private void settleAddress(Ip ip, String how) {
        ground.self().settleAddress(ip);
        ground.report(new Fact.AddressSettled(ground.self().address(), how));
        if (given != null) {
            given.gather();
        }
    }

    private Set<Address> firstContacts() {
        return Given.union(ground, given(), ground.settings().known());
    }

    private void ask(Set<Address> whom, Runnable then) {
        answers = new ArrayList<>();
        retryAt = NEVER;
        for (Address each : whom) {
            asking = asking.with(each);
        }
        for (Address each : whom) {
            new Inquiry(ground, each, answer -> heard(each, answer, then));
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
        if (asking.isEmpty() && !ground.isLeaving()) {
            then.run();
        }
    }

    /** What the others see us as; if they differ, what is not loopback. */
    private void settleAddress() {
        if (ground.self().knowsItsAddress()) {
            return; // a neighbour was faster
        }
        Set<Ip> seen = new LinkedHashSet<>();
        for (Hello answer : answers) {
            if (answer.seen() != null && !answer.seen().isUnspecified()) {
                seen.add(answer.seen());
            }
        }
        if (seen.isEmpty()) {
            nobodySeesUs();
            return;
        }
        Ip chosen = seen.stream()
                .filter(ip -> !ip.isLoopback())
                .findFirst()
                .orElse(seen.iterator().next());
        settleAddress(chosen, "as the others see it");
        if (seen.size() > 1) {
            ground.report(new Fact.SettingDoubtful("seen as " + seen + ", took " + chosen + "; set --advertise"));
        }
        if (ground.self().hasAge()) {
            joining.ageSettled();
        } else {
            start();
        }
    }

    /** Nobody answered, or there is nobody. Without seeds others may link to us all the same, and say what they see. */
    private void nobodySeesUs() {
        if (!ground.settings().hasSeeds()) {
            settleAge();
            if (firstContacts().isEmpty()) {
                return;
            }
        }
        if (retries == null) {
            retries = new Backoff(ground, RETRY_FIRST_MILLIS, RETRY_MOST_MILLIS);
        }
        retryAt = ground.now() + retries.next();
        ground.report(new Fact.QuorumMissed(0, ground.settings().quorum(), retryAt - ground.now()));
        ground.wakeAt(retryAt);
    }

    /** Without seeds: what would stay of all that those asked are of; who is of another network is told of. */
    private void settleIdentity() {
        Identity best = null;
        for (Hello answer : answers) {
            Identity said = answer.id();
            best = best == null || (said != null && best.yieldsTo(said)) ? said : best;
        }
        if (best == null
                || ground.self().identity() != null
                || ground.settings().hasSeeds()) {
            return;
        }
        ground.home().become(best, "peers");
        for (Hello answer : answers) {
            if (answer.id() != null && answer.id().isFirm() && best.isFirm() && !best.isSameAs(answer.id())) {
                ground.report(new Fact.NetworksDiffer(answer.self(), answer.id().name(), best.name()));
            }
        }
    }

    /** Without seeds: the largest age proposed, or our own clock where nobody can propose one. */
    private void settleAge() {
        if (ground.self().hasAge()) {
            return; // a seed was faster
        }
        long age = 0;
        for (Hello answer : answers) {
            age = Math.max(age, answer.propose());
        }
        if (answers.isEmpty() && ground.settings().hasSeeds()) {
            return; // whoever might know ages may still come
        }
        settleIdentity();
        ground.self().settleAge(age > 0 ? age : ground.effects().wallTime());
        ground.networkIsUnknown();
        joining.ageSettled();
    }
}
