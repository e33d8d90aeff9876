package grapevine.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One message of every kind at least, with each optional part there and not there. Appended to, as the wire is. */
final class Samples {
    static final long EPOCH = 1_795_000_000_000L;
    static final Address A = Address.parse("127.0.0.1:6001");
    static final Address B = Address.parse("10.20.30.40:65535");
    static final Address SIX = Address.parse("[fe80::1:0:0:1]:6002");
    static final Entry OLD = new Entry(A, 12, EPOCH + 7, EPOCH);
    static final Entry YOUNG = new Entry(SIX, 0, EPOCH + 9, EPOCH + 1);

    private Samples() {}

    /** The first one is what a conversation begins with. */
    static List<Message> all() {
        List<Message> all = new ArrayList<>(betweenAll());
        all.addAll(withSeeds());
        all.addAll(betweenPeers());
        all.addAll(forPeople());
        all.addAll(gossip());
        all.addAll(aboutMessages());
        all.addAll(aboutViews());
        all.addAll(stamped());
        all.addAll(ofSizes());
        all.addAll(ofOneNetwork());
        all.addAll(farewells());
        all.addAll(inPieces());
        all.addAll(withWays());
        all.addAll(ofKeys());
        all.addAll(ofProofs());
        return all;
    }

    private static List<Message> ofKeys() {
        Message.Hello hello = new Message.Hello(Role.SEED, "default", A, EPOCH, 0, null, 0, 0, null, false, false);
        return List.of(
                hello.withRevoked(0), hello.withRevoked(1_795_000_000), new Message.Revoked(1_795_000_000, "TGlzdA=="));
    }

    private static List<Message> ofProofs() {
        Message.Hello hello = new Message.Hello(Role.PEER, "default", A, EPOCH, EPOCH + 7);
        byte[] signature = new byte[Proof.SIGNATURE];
        signature[0] = -1;
        Gossip message = Gossip.of(
                new Origin(A, EPOCH),
                7,
                EPOCH + 5_000,
                "time=1795000006000.0\n".getBytes(UTF_8),
                "mine".getBytes(UTF_8));
        Proof.Hash hash = new Proof.Hash(0x0102_0304_0506_0708L, -1);
        return List.of(
                hello.checkingProofs(),
                message.proven(new Proof(-2, 0, 1, List.of(), signature)),
                message.proven(new Proof(0xabcL, 4095, 4096, Collections.nCopies(12, hash), signature)),
                message.proven(new Proof(1, 2, 3, List.of(hash), signature)).withAge(5),
                new KeyMessage.Show(0xabcL),
                new KeyMessage.Shown(0xabcL, "TUlJ;TUlJ"),
                new KeyMessage.Shown(-1, ""));
    }

    private static List<Message> withWays() {
        Gossip message =
                Gossip.of(new Origin(A, EPOCH), 6, EPOCH + 5_000, "k=v\n".getBytes(UTF_8), "far".getBytes(UTF_8));
        return List.of(
                new Message.Hello(Role.PEER, "default", A, EPOCH, EPOCH + 7, null, 0, 0, Identity.made(-1), true, true),
                message.along(new Way(1, 0, List.of(A))),
                message.along(new Way(Way.MOST_RELAYS, Way.MOST_DELAY, List.of(A, SIX, B))));
    }

    private static List<Message> inPieces() {
        Origin origin = new Origin(A, EPOCH);
        return List.of(
                new Message.Hello(
                        Role.PEER, "default", A, EPOCH, EPOCH + 7, null, 0, 0, Identity.made(-1), true, false),
                new PieceMessage.Offer(origin, 7, 60_114, 0xffff_ffffL, 0),
                new PieceMessage.Offer(new Origin(SIX, EPOCH), Long.MAX_VALUE, 1, 0, 212),
                new PieceMessage.Offer(origin, 8, 60_114, 1, 212, 4096),
                new PieceMessage.Take(origin, 7, 0, 4096),
                new PieceMessage.Take(origin, 7, 60_114, 60_114),
                new PieceMessage.Piece(origin, 7, 4096, new byte[] {'-', 'a', '\n', 'b'}, 1, 3));
    }

    private static List<Message> farewells() {
        return List.of(
                new Message.Bye("leaving", List.of(), 60_000),
                new SyncMessage.Taken(List.of(
                        new OriginRanges(new Origin(A, EPOCH), List.of(new Range(1, 59_990), Range.of(60_000))))),
                new Message.DeadNode(A, EPOCH + 41_000, B.ip(), EPOCH, true),
                new Message.Slow(10_000, SIX));
    }

    /** Every kind of message there is. */
    static List<Class<?>> kinds() {
        return kindsOf(Message.class).toList();
    }

    private static Stream<Class<?>> kindsOf(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Samples::kindsOf) : Stream.of(type);
    }

    private static List<Message> betweenAll() {
        return List.of(
                new Message.Hello(Role.PEER, "default", A, EPOCH, 0),
                new Message.Hello(Role.PEER, "a.B-c_9", new Address(Ip.UNSPECIFIED, 6001), EPOCH, EPOCH + 7),
                new Message.Hello(Role.SEED, "default", SIX, EPOCH, 0, B.ip(), EPOCH + 8, EPOCH + 9),
                new Message.Hello(Role.SEED, "default", B, EPOCH, 0, SIX.ip(), 0, 0),
                new Message.Failure("garbage", "\"GET / HTTP/1.1\" is no message of grapevine/1"),
                new Message.Failure("a-later-word", "grüße 🍇"),
                new Message.Failure("overloaded", ""),
                new Message.Bye("done"),
                new Message.Bye("full", List.of(OLD, YOUNG)));
    }

    private static List<Message> withSeeds() {
        return List.of(
                new Message.Register(1, 0, 0, 128),
                new Message.Register(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, 0),
                new Message.Registered(EPOCH + 9, 60_000, 2, List.of(OLD, YOUNG)),
                new Message.Registered(EPOCH, 60_000, 0, List.of()),
                new Message.Registered(EPOCH, 60_000, 0, List.of(), Standing.DEAD),
                new Message.Registered(EPOCH, 60_000, 0, List.of(), Standing.UNKNOWN),
                new Message.Outdated(EPOCH, 3),
                new Message.DeadNode(A, EPOCH + 41_000, B.ip(), EPOCH),
                new Message.DeadNode(SIX, EPOCH + 41_000, Ip.parse("::1"), EPOCH),
                new Message.Noted("probing"),
                new Message.Leave(4),
                new Message.Left(),
                new Message.Compare(-1),
                new Message.Compare(0xabcL),
                new Message.Same(),
                new Message.Buckets(IntStream.range(0, 256)
                        .mapToObj(i -> i * 0x9e37_79b9_7f4a_7c15L)
                        .toList()),
                new Message.Fetch(List.of(0, 17, 255)),
                new Message.Fetch(List.of()),
                new Message.Registrations(List.of(
                        new Registration(OLD, 1, 60_000, Registration.State.ALIVE),
                        new Registration(YOUNG, 2, 0, Registration.State.DEAD),
                        new Registration(new Entry(B, 1, 2, 3), 4, 5, Registration.State.LEFT))),
                new Message.Registrations(List.of()),
                new Message.Registrations(List.of(
                        new Registration(OLD, 1, 60_000, Registration.State.ALIVE, "alice.2_-"),
                        new Registration(YOUNG, 2, 0, Registration.State.DEAD),
                        new Registration(new Entry(B, 1, 2, 3), 4, 5, Registration.State.LEFT, "b"))));
    }

    private static List<Message> betweenPeers() {
        return List.of(
                new Message.LivenessRequest(EPOCH, A.ip(), -1, -1),
                new Message.LivenessRequest(EPOCH, SIX.ip(), 4, 9),
                new Message.LivenessReply(EPOCH, A.ip(), 0, 0),
                new Message.LivenessReply(EPOCH, B.ip(), -1, 3),
                new Message.LinkRequest(0, 0, Message.LinkRequest.Purpose.JOIN),
                new Message.LinkRequest(3, 256, Message.LinkRequest.Purpose.REPAIR),
                new Message.LinkAccepted(4, 8),
                new Message.LinkRefused("full", List.of(YOUNG)),
                new Message.LinkRefused("leaving", List.of()),
                new Message.Try(SIX, EPOCH),
                new Message.Tried(A, EPOCH, "alive"),
                new Message.Slow(200));
    }

    private static List<Message> forPeople() {
        return List.of(
                new Message.Who(null),
                new Message.Who(SIX),
                new Message.Status(),
                new Message.Answer("role=peer address=127.0.0.1:6001\nsaid=\"grüße 🍇\"\n"),
                new Message.Answer(""),
                new Message.Why(SIX),
                new Message.Publish("grüße\nan alle"));
    }

    private static List<Message> gossip() {
        return List.of(
                Gossip.of(new Origin(A, EPOCH), 1, EPOCH + 5_000, new byte[0], "hello".getBytes(UTF_8)),
                Gossip.of(
                        new Origin(SIX, EPOCH),
                        Long.MAX_VALUE,
                        0,
                        "path=127.0.0.1:6001\n".getBytes(UTF_8),
                        "colons: a:b:c\nnewlines\n\nand 🍇; done".getBytes(UTF_8)),
                Gossip.of(new Origin(B, 0), 2, EPOCH, new byte[0], new byte[0]));
    }

    private static List<Message> aboutMessages() {
        List<OriginRanges> ranges = List.of(
                OriginRanges.of(new Origin(A, EPOCH), Range.of(1)),
                OriginRanges.of(new Origin(A, EPOCH + 1), new Range(1, 17), Range.of(19), new Range(21, 22)),
                OriginRanges.of(new Origin(SIX, EPOCH), Range.of(Long.MAX_VALUE)));
        return List.of(
                new TreeMessage.Prune(),
                new TreeMessage.Graft(List.of()),
                new TreeMessage.Graft(ranges),
                new TreeMessage.Announce(true),
                new TreeMessage.Announce(false),
                new TreeMessage.Have(ranges),
                new SyncMessage.Digest(-1, 0xabcL),
                new SyncMessage.Agreed(),
                new SyncMessage.Sums(IntStream.range(0, SyncMessage.BUCKETS)
                        .mapToObj(i -> i * 0x9e37_79b9_7f4a_7c15L)
                        .toList()),
                new SyncMessage.Seen(
                        -1,
                        true,
                        ranges.stream().map(row -> new Known(row, 1_234)).toList()),
                new SyncMessage.Seen(5, false, List.of()),
                new SyncMessage.Want(ranges),
                new SyncMessage.Gone(ranges),
                new SyncMessage.Gone(ranges, 0),
                new SyncMessage.Gone(List.of(), 59_000),
                Gossip.of(new Origin(A, EPOCH), 3, EPOCH + 5_000, new byte[0], "late".getBytes(UTF_8))
                        .withAge(1_234));
    }

    private static List<Message> aboutViews() {
        return List.of(
                new SamplingMessage.Shuffle(List.of(new Sample(OLD, 0), new Sample(YOUNG, Sample.MOST_HOPS))),
                new SamplingMessage.Shuffle(List.of()),
                new SamplingMessage.Shuffled(List.of(new Sample(YOUNG, 3))),
                new SamplingMessage.Shuffle(List.of(new Sample(OLD, 0)), YOUNG),
                new SamplingMessage.Shuffled(List.of(), OLD));
    }

    private static List<Message> ofSizes() {
        return List.of(
                new Message.Registered(EPOCH, 60_000, 2, List.of(OLD), Standing.FINE, 3),
                new Message.Registered(EPOCH, 60_000, 0, List.of(), Standing.DEAD, 100_000));
    }

    private static List<Message> stamped() {
        return List.of(
                Gossip.of(
                        new Origin(A, EPOCH),
                        4,
                        EPOCH + 6_000,
                        "time=1795000006000.0\n".getBytes(UTF_8),
                        "first".getBytes(UTF_8)),
                Gossip.of(
                        new Origin(A, EPOCH),
                        5,
                        EPOCH + 6_000,
                        ("zone=eu-1\ntime=1795000006001.65535\n"
                                        + "clock=127.0.0.1:6001:1794999999999:8;[fe80::1:0:0:1]:6002:1795000000000:"
                                        + Long.MAX_VALUE + "\n")
                                .getBytes(UTF_8),
                        "reply".getBytes(UTF_8)),
                new Message.LinkRequest(2, 5, Message.LinkRequest.Purpose.REPLACE));
    }

    private static List<Message> ofOneNetwork() {
        Identity once = Identity.made(0x9f3c00d1b2a47e65L);
        Identity now = Identity.made(1).firm().knowing(Identity.made(-1).firm()).knowing(once);
        return List.of(
                new Message.Hello(Role.PEER, "default", A, EPOCH, EPOCH + 7, null, 0, 0, once),
                new Message.Hello(Role.SEED, "default", B, EPOCH, 0, SIX.ip(), EPOCH, EPOCH + 9, now),
                new Message.Compare(0xabcL, now),
                new Message.LivenessRequest(EPOCH, A.ip(), 4, 9, now),
                new Message.LivenessReply(EPOCH, SIX.ip(), -1, -1, once));
    }
}
