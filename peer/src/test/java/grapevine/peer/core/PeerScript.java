package grapevine.peer.core;

import grapevine.node.Effect;
import grapevine.node.FakeLink;
import grapevine.node.NodeUnderTest;
import grapevine.node.Proofs;
import grapevine.node.RecordingEffects;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Left;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Noted;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import grapevine.wire.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * One peer under test and the world around it: seeds that answer as told, older peers to link to, younger ones that
 * come. Seeds listen at ports 5000 and up, peers at 6000 and up, the peer under test at 6500.
 */
public final class PeerScript {
    public static final long START = 500_000;
    public static final long WALL = 1_700_000_100_000L;
    public static final long EPOCH = 1_700_000_000_000L;
    /** What the seeds propose. */
    public static final long AGE = WALL;

    public static final Address SELF = at(6500);

    public final RecordingEffects effects = new RecordingEffects(WALL);
    public final PeerNode node;
    public final NodeUnderTest run;
    public final List<Address> seeds;

    /** Seeds that do not answer. */
    public final Set<Address> silentSeeds = new LinkedHashSet<>();

    /** Peers that do not check what is proven. */
    public final Set<Entry> careless = new LinkedHashSet<>();

    /** Everything said to a seed that answers, in order. */
    public final List<Told> told = new ArrayList<>();

    /** Neighbours that answer what they are asked, and what was said to each. */
    public final Map<FakeLink, List<Message>> lively = new LinkedHashMap<>();

    /** What the seeds say of older peers. */
    public List<Entry> listed = List.of();

    public int olderAtSeeds;

    /** How many peers the seeds say there are: many, so that four older links are aimed at. */
    public int peersAtSeeds = 200;

    public long lease = 60_000;
    private final List<FakeLink> pending = new ArrayList<>();
    private long signs;

    /** What was said to a seed, and when. */
    public record Told(long at, Address seed, Message message) {}

    public PeerScript(int seedCount, long random, UnaryOperator<PeerSettings.Builder> change) {
        this(seedCount, random, change, null);
    }

    /** With keys by which messages are proven, or null for none. */
    public PeerScript(int seedCount, long random, UnaryOperator<PeerSettings.Builder> change, Proofs proofs) {
        this(seedCount, random, change, proofs, null);
    }

    /** With keys of the network with this number, or null for none. */
    public PeerScript(int seedCount, Long networkNumber) {
        this(seedCount, 1, same -> same, null, networkNumber);
    }

    private PeerScript(
            int seedCount, long random, UnaryOperator<PeerSettings.Builder> change, Proofs proofs, Long networkNumber) {
        effects.setProofs(proofs);
        effects.setNetworkNumber(networkNumber);
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < seedCount; i++) {
            addresses.add(at(5000 + i));
        }
        seeds = List.copyOf(addresses);
        PeerSettings settings = change.apply(
                        PeerSettings.at(SELF, EPOCH).seeds(seeds).gossipCount(0))
                .build();
        node = new PeerNode(settings, new SplittableRandom(random), effects);
        run = new NodeUnderTest(node, effects, START);
    }

    public PeerScript(int seedCount) {
        this(seedCount, 1, same -> same);
    }

    /** A peer that joined through three seeds and is linked to each of these older ones. */
    public static PeerScript joined(Entry... older) {
        PeerScript peer = new PeerScript(3);
        peer.join(older);
        return peer;
    }

    public static Address at(int port) {
        return new Address(Ip.LOOPBACK, port);
    }

    /** An older peer: the higher the number, the older. */
    public static Entry older(int number) {
        return new Entry(at(6000 + number), 10 + number, AGE - 1000L * number, EPOCH - 1000L * number);
    }

    public static Entry younger(int number) {
        return new Entry(at(7000 + number), 1, AGE + 1000L * number, EPOCH + 1000L * number);
    }

    public static Hello helloOf(Entry peer) {
        return new Hello(Role.PEER, "default", peer.address(), peer.epoch(), peer.age());
    }

    /** Where messages are proven, everybody checks that, but for those that do not. */
    public Hello hello(Entry peer) {
        boolean checks = effects.proofs() != null && !careless.contains(peer);
        return checks ? helloOf(peer).checkingProofs() : helloOf(peer);
    }

    /** What a peer says when it dials, at the start of a test. */
    public static Hello helloSaid(Address self, long epoch, long age) {
        return new Hello(Role.PEER, "default", self, epoch, age, null, 0, WALL);
    }

    /** The same to a peer that a seed named. */
    public static Hello helloToPeer(Address self, long epoch, long age) {
        return new Hello(Role.PEER, "default", self, epoch, age, null, 0, WALL, null, true);
    }

    /** What it answers to somebody who is seen under this ip, with an age for that one, or none. */
    public Hello helloAnswered(Ip seen, long propose) {
        return new Hello(Role.PEER, "default", SELF, EPOCH, AGE, seen, propose, effects.wallTime(), null, true);
    }

    public static Hello helloOfSeed(Address seed) {
        return new Hello(Role.SEED, "default", seed, 1, 0, Ip.LOOPBACK, 0, 0);
    }

    /** Starts, registers and links to these, which are all that is known. */
    public void join(Entry... older) {
        know(older);
        run.start();
        seedsAnswer();
        for (FakeLink dial : peerDials()) {
            accept(dial);
        }
        seedsAnswer();
        pass(1000);
        effects.take();
        told.clear();
    }

    public void know(Entry... older) {
        listed = Arrays.asList(older);
        olderAtSeeds = older.length;
    }

    /** The dials to seeds that stand since the last look. */
    public List<FakeLink> seedDials() {
        return dials(true);
    }

    /** The dials to anybody else that stand since the last look. */
    public List<FakeLink> peerDials() {
        return dials(false);
    }

    public FakeLink peerDial(Address to) {
        pending.addAll(effects.takeDials());
        for (FakeLink dial : pending) {
            if (dial.to().equals(to) && !dial.isEnded()) {
                pending.remove(dial);
                return dial;
            }
        }
        throw new AssertionError("no dial to " + to + " in " + pending);
    }

    /** Whether a dial to this one stands; it stays to be looked at. */
    public boolean isDialling(Address to) {
        pending.addAll(effects.takeDials());
        return pending.stream().anyMatch(dial -> dial.to().equals(to) && !dial.isEnded());
    }

    private List<FakeLink> dials(boolean toSeeds) {
        pending.addAll(effects.takeDials());
        List<FakeLink> found = new ArrayList<>();
        for (Iterator<FakeLink> each = pending.iterator(); each.hasNext(); ) {
            FakeLink dial = each.next();
            if (dial.isEnded()) {
                each.remove();
            } else if (seeds.contains(dial.to()) == toSeeds) {
                found.add(dial);
                each.remove();
            }
        }
        return found;
    }

    /** Every seed that was dialled and is not silent answers what it was asked, until nobody asks. */
    public void seedsAnswer() {
        for (int round = 0; round < 50; round++) {
            List<FakeLink> asked = seedDials();
            if (asked.isEmpty()) {
                return;
            }
            for (FakeLink dial : asked) {
                if (!silentSeeds.contains(dial.to())) {
                    answerAsASeed(dial);
                }
            }
        }
        throw new AssertionError("the seeds are asked again and again");
    }

    private void answerAsASeed(FakeLink dial) {
        run.open(dial);
        run.feed(dial, helloOfSeed(dial.to()));
        for (Message message : dial.said()) {
            if (message instanceof Hello) {
                continue;
            }
            told.add(new Told(run.now(), dial.to(), message));
            if (message instanceof Register register) {
                run.feed(dial, registered(register.want()));
            } else if (message instanceof DeadNode) {
                run.feed(dial, new Noted("probing"));
            } else if (message instanceof Leave) {
                run.feed(dial, new Left());
            }
        }
    }

    /** This seed answers so, by hand. */
    public void answer(FakeLink seed, Message answer) {
        if (!seed.isOpen()) {
            run.open(seed);
        }
        run.feed(seed, helloOfSeed(seed.to()), answer);
    }

    private Registered registered(int want) {
        return new Registered(
                AGE,
                lease,
                olderAtSeeds,
                listed.subList(0, Math.min(want, listed.size())),
                Standing.FINE,
                peersAtSeeds);
    }

    /** The peer dialled is the listed one with that address, and takes us. */
    public FakeLink accept(FakeLink dial) {
        greet(dial);
        run.feed(dial, new LinkAccepted(4, 10));
        return lively(dial);
    }

    /** As far as the request. */
    public FakeLink greet(FakeLink dial) {
        run.open(dial);
        run.feed(dial, hello(listed(dial.to())));
        return dial;
    }

    private Entry listed(Address address) {
        return listed.stream()
                .filter(entry -> entry.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " is not listed"));
    }

    public FakeLink lively(FakeLink link) {
        lively.computeIfAbsent(link, unused -> new ArrayList<>());
        return link;
    }

    /** Somebody connects, says who it is and asks for a link. */
    public FakeLink request(Entry from, int olderLinks, Purpose purpose) {
        FakeLink link = run.accept(from.address().ip());
        run.feed(link, hello(from), new LinkRequest(olderLinks, from.degree(), purpose));
        return link;
    }

    /** A younger peer, or any other, linked to us by its own wish; what it was told so far is read. */
    public FakeLink linkedFrom(Entry from) {
        FakeLink link = request(from, 2, Purpose.JOIN);
        List<Message> said = link.said();
        if (said.stream().noneMatch(LinkAccepted.class::isInstance)) {
            throw new AssertionError(from + " was not taken but told " + said);
        }
        return lively(link);
    }

    /** The link to this peer. */
    public FakeLink linkTo(Entry peer) {
        return lively.keySet().stream()
                .filter(link -> peer.address().equals(link.to()))
                .findFirst()
                .orElseThrow();
    }

    /** This one says nothing from now on; what was said to it so far is read. */
    public FakeLink hush(FakeLink link) {
        listen(link);
        lively.remove(link);
        link.said();
        return link;
    }

    /** The link to this one, which speaks now for the last time. */
    public FakeLink silence(Entry neighbour) {
        FakeLink link = hush(linkTo(neighbour));
        run.feed(link, signOfLife());
        effects.take();
        return link;
    }

    /** A message of somebody far away, another each time. */
    public Gossip signOfLife() {
        return Gossip.of(new Origin(older(50).address(), ++signs), 1, 1, new byte[0], new byte[] {'x'});
    }

    /** What a lively neighbour was told since the last call. */
    public List<Message> toldOn(FakeLink link) {
        listen(link);
        List<Message> all = lively.get(link);
        List<Message> taken = List.copyOf(all);
        all.clear();
        return taken;
    }

    /** Time passes; seeds answer and lively neighbours reply. */
    public void pass(long ms) {
        long end = run.now() + ms;
        for (long timers = 0; ; timers++) {
            answerAll();
            if (effects.armed() > end) {
                break;
            }
            if (timers > 1000 + ms) {
                throw new AssertionError("the node asks for its timer again and again at " + run.now());
            }
            run.advance(Math.max(0, effects.armed() - run.now()));
        }
        run.advance(end - run.now());
        answerAll();
    }

    private void answerAll() {
        seedsAnswer();
        for (FakeLink link : List.copyOf(lively.keySet())) {
            listen(link);
        }
    }

    private void listen(FakeLink link) {
        for (Message message : link.said()) {
            lively.get(link).add(message);
            if (message instanceof LivenessRequest request && link.isOpen()) {
                run.feed(link, new LivenessReply(request.timestamp(), Ip.LOOPBACK, 4, 10));
            }
        }
    }

    /** What was told to seeds of this kind since the last call. */
    public <M extends Message> List<M> takeTold(Class<M> kind) {
        List<M> found = new ArrayList<>();
        told.removeIf(each -> kind.isInstance(each.message()) && found.add(kind.cast(each.message())));
        return found;
    }

    /** The messages of this kind among what was said. */
    public static <M extends Message> List<M> only(Class<M> kind, List<Message> said) {
        return said.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Who was dialled since the last look at the effects. */
    public static List<Address> dialledIn(List<Effect> effects) {
        List<Address> dialled = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Dialled one) {
                dialled.add(one.to());
            }
        }
        return dialled;
    }
}
