package grapevine.seed.core;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.node.NodeUnderTest;
import grapevine.node.RecordingEffects;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Role;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One seed in passed time, and short words for what peers say to it. */
public final class SeedRun {
    public static final long WALL = 1_800_000_000_000L;
    public static final long EPOCH = 1_700_000_000_000L;
    public static final Address SELF = Address.parse("127.0.0.1:5000");
    public static final Address SECOND = Address.parse("127.0.0.1:5001");
    public static final Address THIRD = Address.parse("127.0.0.1:5002");

    /** What the first seed number draws. */
    public static final Identity IDENTITY = Identity.made(new SplittableRandom(1).nextLong());

    public final RecordingEffects effects = new RecordingEffects(WALL);
    public final SeedNode seed;
    public final NodeUnderTest node;

    public SeedRun() {
        this(SeedSettings.at(SELF, EPOCH).build(), 1);
    }

    public SeedRun(SeedSettings settings, long randomSeed) {
        this(settings, randomSeed, null);
    }

    /** With keys of the network with this number, or null for none. */
    public SeedRun(SeedSettings settings, long randomSeed, Long networkNumber) {
        effects.setNetworkNumber(networkNumber);
        seed = new SeedNode(settings, new SplittableRandom(randomSeed), effects);
        node = new NodeUnderTest(seed, effects, 50_000).start();
    }

    public static Address peer(int number) {
        return new Address(Ip.v4(0x0a000000 + number / 50_000), 1_000 + number % 50_000);
    }

    public static Hello hello(Address peer, long epoch, long age) {
        return new Hello(Role.PEER, "default", peer, epoch, age);
    }

    /** What the seed says of itself while it is new. */
    public static Hello helloSaid(@Nullable Ip seen, long propose) {
        return new Hello(Role.SEED, "default", SELF, EPOCH, 0, seen, propose, WALL, IDENTITY);
    }

    /** A connection from the address in this hello that said it and read the answer. */
    public FakeLink greet(Hello hello) {
        return greet(hello, hello.self().ip());
    }

    /** A connection from this ip that said this hello and read the answer. */
    public FakeLink greet(Hello hello, Ip from) {
        FakeLink link = node.accept(from);
        node.feed(link, hello);
        link.said();
        return link;
    }

    /**
     * The answer to one message after this hello, on a connection of its own; if the seed looks who is at the address,
     * whoever said this is.
     */
    public Message ask(Hello hello, Message message) {
        FakeLink link = greet(hello);
        node.feed(link, message);
        if (message instanceof Register) {
            beMet(hello);
        }
        List<Message> said = link.said();
        node.lose(link, grapevine.node.Conversation.Loss.ENDED);
        return said.get(said.size() - 1);
    }

    /** Answers with this hello if the seed dials its address. */
    public void beMet(Hello hello) {
        FakeLink dial = effects.findDial(hello.self());
        if (dial != null) {
            node.open(dial);
            node.feed(dial, hello);
            node.lose(dial, grapevine.node.Conversation.Loss.ENDED);
        }
    }

    /** Registers a peer with this age in epoch 1, with revision 1 and degree 0. */
    public Registered join(Address peer, long age) {
        return (Registered) ask(hello(peer, 1, age), new Register(1, age, 0, 128));
    }

    /** What {@code Who} says, from the beginning. */
    public List<String> who() {
        return who(null);
    }

    public List<String> who(Address after) {
        FakeLink link = node.accept(Ip.LOOPBACK);
        node.feed(link, new Message.Who(after));
        String text = ((Message.Answer) link.said().get(0)).text();
        node.lose(link, grapevine.node.Conversation.Loss.ENDED);
        return text.lines().toList();
    }

    public String status() {
        FakeLink link = node.accept(Ip.LOOPBACK);
        node.feed(link, new Message.Status());
        String text = ((Message.Answer) link.said().get(0)).text();
        node.lose(link, grapevine.node.Conversation.Loss.ENDED);
        return text;
    }

    /** The facts since the last call, without those that tell of ordinary renewals and of a number that stood. */
    public List<Fact> facts() {
        return effects.takeFacts().stream()
                .filter(fact -> !(fact instanceof Fact.PeerRenewed || fact instanceof Fact.Identified))
                .toList();
    }

    public long count(Counter counter) {
        return node.count(counter);
    }
}
