package grapevine.peer.core;

import grapevine.node.Fact;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Limits;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The links. Invariant: every peer but the oldest holds a live link to an older one, which makes the network connected,
 * since every walk to older neighbours ends at the oldest. A peer aims at m such links, chosen by {@link SibuyaChoice};
 * it repairs from its view, then asks the seeds, as long as it has fewer than it could have.
 */
final class Overlay implements Part {
    /** Waits before the seeds are asked for more older peers; after these, at each renewal. */
    private static final long[] ASK_AFTER_MILLIS = {500, 1000, 2000, 4000, 8000};

    private final PeerNode node;
    private final View view;
    private final SibuyaChoice choice;
    private final Admission admission;
    private final Map<Address, Neighbour> neighbours = new LinkedHashMap<>();
    private final Map<Address, PeerLink> attempts = new LinkedHashMap<>();

    /** Who would not link with us since the seeds were last asked: peers that name each other are not asked in turns. */
    private final Set<Address> declined = new LinkedHashSet<>();

    private boolean hasBegun;
    private int olderKnown;
    private int olderLinks;
    private int asksMade;
    private long askAt = NEVER;
    private boolean isOrphan;

    Overlay(PeerNode node) {
        this.node = node;
        view = new View(node.self());
        choice = new SibuyaChoice(node.random());
        admission = new Admission(node, this);
    }

    /** Those we hold a link to, in the order the links were made. */
    Iterable<Neighbour> neighbours() {
        return neighbours.values();
    }

    @Nullable
    Neighbour neighbour(Address address) {
        return neighbours.get(address);
    }

    View view() {
        return view;
    }

    int degree() {
        return neighbours.size();
    }

    /** Links, and links we asked for: together never above the cap. */
    int occupied() {
        return neighbours.size() + attempts.size();
    }

    int olderLinks() {
        return olderLinks;
    }

    /** Whether it has not begun, holds fewer older links than it could, or believes that it is the oldest. */
    boolean wantsOlder() {
        return !hasBegun
                || olderKnown == 0
                || olderLinks < Math.min(node.settings().aim(), olderKnown);
    }

    /** An age for somebody who joins through us, who have no seed's overview. */
    long proposeAge() {
        long largest = node.self().age();
        for (Neighbour neighbour : neighbours.values()) {
            largest = Math.max(largest, neighbour.age());
        }
        for (Entry entry : view.all()) {
            largest = Math.max(largest, entry.age());
        }
        return node.self().hasAge() ? Math.max(node.effects().wallTime(), largest + 1) : 0;
    }

    // Getting links

    /** The age is settled: links may be asked for and accepted. */
    void begin() {
        if (!hasBegun) {
            hasBegun = true;
            node.contacts().dialStaticNeighbours();
            if (olderKnown == 0
                    && node.settings().contacts().isEmpty()
                    && node.settings().known().isEmpty()) {
                node.ready();
            }
        }
    }

    /** The lists of a round, merged; {@code most} is how many older peers the best informed seed knows. */
    void seedsAnswered(List<Entry> entries, int most, boolean wasWanted) {
        if (!node.self().hasAge()) {
            return;
        }
        view.addAll(entries);
        if (wasWanted) {
            declined.clear();
            olderKnown = Math.max(most, view.older().size());
            if (!hasBegun || !entries.isEmpty()) {
                reportList(entries);
            }
        }
        if (!hasBegun) {
            begin();
            connectToPeers(Purpose.JOIN);
        } else if (wasWanted) {
            connectToPeers(Purpose.REPAIR);
        }
        remember();
        askAgainInAWhile();
    }

    /** Dials until m older links are held or under way, or nobody is left to dial. */
    private void connectToPeers(Purpose purpose) {
        if (!hasBegun || node.isLeaving() || declined.size() >= View.MOST) {
            return;
        }
        List<Entry> candidates = view.older();
        candidates.removeIf(entry -> neighbours.containsKey(entry.address())
                || attempts.containsKey(entry.address())
                || declined.contains(entry.address()));
        boolean isFull = occupied() >= node.settings().degreeCap();
        if (isFull && olderLinks == 0 && attempts.isEmpty() && !candidates.isEmpty()) {
            admission.makeRoomForOlder();
        }
        if (node.settings().topology() == Topology.TOP_HALF && purpose == Purpose.JOIN) {
            candidates = choice.topHalf(candidates);
            joinTopPeers(candidates, Math.min(candidates.size(), node.settings().degreeCap() / 2), purpose);
        } else {
            joinTopPeers(candidates, node.settings().aim() - olderLinks - attempts.size(), purpose);
        }
    }

    /** One of m links goes to anybody, the others to the highest degree of a random subset each. */
    private void joinTopPeers(List<Entry> candidates, int count, Purpose purpose) {
        int aim = node.settings().aim();
        for (int i = 0;
                i < count
                        && !candidates.isEmpty()
                        && occupied() < node.settings().degreeCap();
                i++) {
            boolean uniform = purpose == Purpose.JOIN ? i == 0 : node.random().nextInt(aim) == 0;
            Entry chosen = uniform ? choice.takeUniform(candidates) : choice.takeTopOfSubset(candidates);
            attempts.put(chosen.address(), PeerLink.dial(node, chosen.address(), purpose));
        }
    }

    /** A static neighbour, or one remembered: dialled whatever its age. */
    void dialContact(Address address) {
        boolean isThere = neighbours.containsKey(address) || attempts.containsKey(address);
        if (!isThere && node.self().hasAge() && !address.equals(node.self().address()) && !node.isLeaving()) {
            if (occupied() < node.settings().degreeCap()) {
                attempts.put(address, PeerLink.dial(node, address, Purpose.JOIN));
            } else {
                node.contacts().lost(address);
            }
        }
    }

    /**
     * Whether whoever answered our dial is somebody to link to. While many join at once, the age in a list may be one
     * that a seed proposed and the peer did not take, so that it turns out to be younger.
     */
    boolean wants(Hello answered) {
        return node.self().isYoungerThan(answered.age(), answered.self())
                || node.contacts().isContact(answered.self());
    }

    void accepted(PeerLink attempt, LinkAccepted answer) {
        Hello hello = attempt.hello();
        if (attempts.get(hello.self()) == attempt) {
            attempts.remove(hello.self());
        }
        Neighbour known = neighbours.get(hello.self());
        if (known != null && known.epoch() == hello.epoch()) {
            // We accepted theirs while they accepted ours: both ends keep the one that the rule names.
            if (Admission.staysOver(node.self(), attempt, known.conversation())) {
                replace(known, attempt);
            } else {
                attempt.bye(new Bye("duplicate"));
            }
            known.says(answer.older(), answer.degree());
            return;
        }
        if (known != null) {
            restarted(known);
        }
        add(attempt, answer.older(), answer.degree());
    }

    void refused(PeerLink attempt, LinkRefused refusal) {
        node.effects().report(new Fact.LinkDeclined(attempt.hello().self(), refusal.reason()));
        view.addAll(refusal.others());
        attemptOver(attempt);
    }

    /** The dial failed, or nothing came of it in time. */
    void attemptFailed(PeerLink attempt, String why) {
        Address to = Objects.requireNonNull(attempt.dialled());
        node.effects().report(new Fact.LinkDeclined(to, why));
        attemptOver(attempt);
    }

    /** The other side ended an attempt in order: with a duplicate it keeps another connection between us two. */
    void attemptEnded(PeerLink attempt, Bye bye) {
        Address to = attempt.hello().self();
        if (bye.reason().equals("duplicate")) {
            if (attempts.get(to) == attempt) {
                attempts.remove(to);
            }
            if (!neighbours.containsKey(to)) {
                node.contacts().lost(to);
            }
            askAgainInAWhile();
        } else {
            attemptFailed(attempt, bye.reason());
        }
    }

    private void attemptOver(PeerLink attempt) {
        Address to = Objects.requireNonNull(attempt.dialled());
        if (attempts.get(to) == attempt) {
            attempts.remove(to);
        }
        view.remove(to);
        declined.add(to);
        node.contacts().lost(to);
        connectToPeers(Purpose.REPAIR);
        askAgainInAWhile();
    }

    // Being asked

    void requested(PeerLink asker, LinkRequest request) {
        admission.decide(asker, request);
    }

    @Nullable
    PeerLink attempt(Address address) {
        return attempts.get(address);
    }

    /** Our own attempt gives way to the other side's. */
    void giveWay(PeerLink attempt) {
        attempts.remove(Objects.requireNonNull(attempt.dialled()));
        attempt.bye(new Bye("duplicate"));
    }

    /** We leave: nobody is asked any more. */
    void giveUpAttempts() {
        attempts.values().forEach(PeerLink::close);
        attempts.clear();
    }

    /** The link moves to another connection, which is also a sign of life; nothing else changes. */
    void replace(Neighbour neighbour, PeerLink winner) {
        PeerLink loser = neighbour.conversation();
        neighbour.moveTo(winner);
        node.liveness().heard(neighbour);
        winner.linked(neighbour);
        loser.bye(new Bye("duplicate"));
    }

    /** A hello with a later epoch: the process we knew is gone, and its link with it. The new one is younger. */
    void restarted(Neighbour known) {
        known.conversation().close();
        removeLink(known, "restarted");
        view.remove(known.address());
        repair();
    }

    /** A link counts from now on. */
    void add(PeerLink conversation, int itsOlderLinks, int itsDegree) {
        Hello hello = conversation.hello();
        boolean older = node.self().isYoungerThan(hello.age(), hello.self());
        Neighbour neighbour = new Neighbour(conversation, hello, older, node.now());
        neighbour.says(itsOlderLinks, itsDegree);
        neighbours.put(hello.self(), neighbour);
        conversation.linked(neighbour);
        olderLinks += older ? 1 : 0;
        node.liveness().linked(neighbour);
        node.contacts().linked(hello.self());
        node.effects()
                .report(new Fact.LinkMade(hello.self(), itsDegree, older, conversation.dialled() != null, degree()));
        node.registration().degreeChanged();
        isOrphan = isOrphan && olderLinks == 0;
        askAgainInAWhile();
        node.ready();
        remember();
    }

    // Losing links

    /** The connection broke without a word: the other end may be dead. */
    void linkLost(PeerLink conversation, String how) {
        Neighbour lost = Objects.requireNonNull(conversation.neighbour());
        if (lost.conversation() == conversation) {
            removeLink(lost, "connection " + how);
            view.remove(lost.address());
            node.liveness().suspect(lost);
            repair();
        }
    }

    /** The connection was ended for what came over it; that is no sign of death. */
    void linkEnded(Neighbour neighbour, String why) {
        if (neighbours.get(neighbour.address()) == neighbour) {
            removeLink(neighbour, why);
            view.remove(neighbour.address());
            repair();
        }
    }

    void byeSaid(PeerLink conversation, Bye bye) {
        Neighbour neighbour = Objects.requireNonNull(conversation.neighbour());
        if (neighbour.conversation() != conversation) {
            return;
        }
        view.addAll(bye.others());
        removeLink(neighbour, bye.reason());
        if (bye.reason().equals("leaving")) {
            node.effects().report(new Fact.NeighbourLeft(neighbour.address(), degree()));
            view.remove(neighbour.address());
        }
        repair();
    }

    /** Makes room for somebody who needs it more. */
    void release(Neighbour neighbour, List<Entry> others) {
        removeLink(neighbour, "released");
        neighbour.conversation().bye(new Bye("full", others));
    }

    /** Liveness found it dead. */
    void handleDead(Neighbour dead) {
        dead.conversation().close();
        removeLink(dead, "dead");
        view.remove(dead.address());
        repair();
    }

    private void removeLink(Neighbour neighbour, String why) {
        neighbours.remove(neighbour.address());
        olderLinks -= neighbour.isOlder() ? 1 : 0;
        node.effects().report(new Fact.LinkLost(neighbour.address(), why, degree()));
        node.registration().degreeChanged();
        node.contacts().lost(neighbour.address());
    }

    private void repair() {
        if (node.isLeaving()) {
            return;
        }
        asksMade = 0;
        if (askAt - node.now() > ASK_AFTER_MILLIS[0]) {
            askAt = NEVER;
        }
        connectToPeers(Purpose.REPAIR);
        if (olderLinks == 0 && olderKnown > 0 && !isOrphan) {
            isOrphan = true;
            node.effects().report(new Fact.Orphaned(degree()));
        }
        if (olderLinks == 0 && attempts.isEmpty()) {
            node.registration().askForPeers();
        }
        askAgainInAWhile();
    }

    // Asking again

    private void askAgainInAWhile() {
        if (!hasBegun || !wantsOlder() || node.isLeaving()) {
            askAt = NEVER;
            asksMade = 0;
        } else if (askAt == NEVER && asksMade < ASK_AFTER_MILLIS.length) {
            askAt = node.now() + node.jittered(ASK_AFTER_MILLIS[asksMade++]);
            node.wakeAt(askAt);
        }
    }

    @Override
    public long due() {
        return askAt;
    }

    @Override
    public void onDue(long now) {
        askAt = NEVER;
        declined.clear();
        if (wantsOlder() && !node.isLeaving()) {
            connectToPeers(Purpose.REPAIR);
            node.registration().askForPeers();
            askAgainInAWhile();
        }
    }

    private void reportList(List<Entry> entries) {
        List<String> highest = entries.stream()
                .sorted(Comparator.comparingInt(Entry::degree).reversed())
                .limit(3)
                .map(entry -> entry.address() + "(" + entry.degree() + ")")
                .toList();
        node.effects().report(new Fact.ListReceived(entries.size(), olderKnown, highest));
    }

    /** For the next start: neighbours first, then others, as many as fit one list. */
    private void remember() {
        List<Address> addresses = new ArrayList<>(neighbours.keySet());
        for (Entry entry : view.all()) {
            if (addresses.size() >= Limits.LIST_ENTRIES) {
                break;
            }
            if (!neighbours.containsKey(entry.address())) {
                addresses.add(entry.address());
            }
        }
        if (!addresses.isEmpty()) {
            node.effects().remember(addresses);
        }
    }
}
