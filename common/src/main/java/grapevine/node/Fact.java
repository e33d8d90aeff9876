package grapevine.node;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Range;
import grapevine.wire.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells its operator, one log line each; a few it only keeps for whoever asks ({@link Ledger}). The line's
 * event is the record's name in snake case and its keys are the components' names in snake case, unless {@link Keys}
 * names others: both are promised to whoever greps, and a golden test holds them.
 */
public sealed interface Fact {
    /** How loud a fact is. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /**
     * The keys of the line, each the name of a public method, where they are not the components. For facts of each
     * message: what is carried is the message, and its words are made only if somebody reads them.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Keys {
        String[] value();
    }

    /** INFO unless the fact says otherwise. */
    default Level level() {
        return Level.INFO;
    }

    /** How loud it is in the first seconds of a process, when those that were started with it may not be up yet. */
    default Level levelAtStart() {
        return level();
    }

    /** Under what it is counted where many like it come; null if each is to be told. */
    default @Nullable Bunch bunch() {
        return null;
    }

    /**
     * Facts of one kind that have something in common: the first of a while are told, the others counted.
     *
     * @param of what they have in common
     * @param withinMs how long they are counted before their number is told
     * @param told how many are told first
     */
    record Bunch(String of, long withinMs, int told) {
        /** One is told. */
        Bunch(String of, long withinMs) {
            this(of, withinMs, 1);
        }

        /** Of those who try to link with somebody, or want a link with us: what is over in a few seconds. */
        static Bunch ofLinks(String why) {
            return new Bunch(why, 10_000);
        }

        /** Of what strangers can cause as often as they like. */
        static Bunch ofStrangers(Ip from) {
            return new Bunch(from.toString(), 60_000);
        }

        /** Of what peers at this address tell of themselves and of others: each is told while they are few. */
        static Bunch ofPeers(Address who) {
            return new Bunch(who.ip().toString(), 10_000, 64);
        }
    }

    // The life of a node

    /** The node listens. */
    record Started(Role role, Address address, String network, long epoch, String version) implements Fact {}

    /**
     * What may be filled by what others send: three eighths of the heap, divided by the nodes of the process.
     *
     * @param heap bytes that the process may use
     * @param bytes this node's part; what it retains, how many origins it remembers, what may wait on its links and
     *     what may come in are shares of it
     */
    record MemoryShared(long heap, int nodes, long bytes, long retained, int origins, long backlogs, long input)
            implements Fact {}

    /**
     * How much a seed keeps, as its part of the memory allows.
     *
     * @param unconfirmed how many of the peers may be such that nobody was met at their address yet
     * @param tombstones how many removals it remembers
     */
    record RegistryBounded(int peers, int unconfirmed, int tombstones) implements Fact {}

    /**
     * A seed keeps as much as it may: of peers those go first that were not met yet, then new ones are refused; of
     * tombstones the oldest goes. Told once a minute.
     *
     * @param of {@code peers} or {@code tombstones}
     * @param most how many it keeps
     */
    record RegistryFull(String of, int most) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return new Bunch(of, 60_000);
        }
    }

    /**
     * Where room for origins is scarce this one brings more new ones than its share; most of them are dropped.
     *
     * @param brought how many it brought lately, up to 10 min
     * @param refused how many messages of others were dropped for it so far
     * @param remembered how many origins there are
     */
    record OriginsRefused(Address by, long brought, long refused, int remembered) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * These make far more than others, for 5 s by now, while messages come late here: the others' go before theirs, and
     * they have the room that is left. Told of each once a minute at most, and not again while it goes on.
     *
     * @param origins at most 16 of them; of more another line tells
     * @param share percent that they together made of all that came in the last seconds
     */
    record OriginsFlooding(List<Address> origins, int share) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** These made no more than others may, or nothing came late, for 5 s. */
    record FloodingOver(List<Address> origins) implements Fact {}

    /**
     * This peer makes no messages for a while, as a neighbour asked for. Told once a minute.
     *
     * @param by behind whom they pile up, as whoever said so first says: not to be believed, unlike the neighbour
     */
    record SlowedDown(Address neighbour, Address by) implements Fact {}

    /**
     * A neighbour makes others wait for longer than its share: messages are announced to it, and it fetches them. Told
     * of a neighbour once a minute.
     *
     * @param by behind whom they pile up, as whoever said so first says: not to be believed, unlike the neighbour
     */
    record NeighbourSlow(Address neighbour, Address by) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** What the configuration names. */
    record SeedsFound(int count, List<Address> seeds, int quorum) implements Fact {}

    /** A peer has its place in the overlay; a seed answers. */
    record Ready(Address address, long age, int links, long tookMs) implements Fact {}

    /** The node stood still (frozen, or a long collection); what others owed it meanwhile is not held against them. */
    record Paused(long forMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** The node goes, in order. */
    record Leaving(int neighbours, int seeds) implements Fact {}

    /** The node is gone; counters follow. */
    record Stopped(long upMs) implements Fact {}

    /**
     * A seed has a later epoch of this peer's address than its own: another process registered under it. The peer is
     * not entered at that seed until that row is gone. Said once of each such epoch.
     */
    record AddressClaimed(Address address, long epoch, Address seed) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** Something the operator set is doubtful. */
    record SettingDoubtful(String what) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** A setting is not what was asked for; why is what it had to give way to. */
    record SettingInForce(String setting, long asked, long inForce, String why) implements Fact {}

    /**
     * Somebody's wall clock is far from ours, in two hellos in a row. Said once of each.
     *
     * @param peer or the seed
     * @param aheadMs by how much theirs is ahead, below 0 if behind
     * @param wrong whose clock is wrong by what most show: {@code theirs}, {@code ours}, or {@code either}
     */
    record ClockDiffers(Address peer, long aheadMs, String wrong) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(peer);
        }
    }

    /**
     * Which network this node is of.
     *
     * @param identity its number, with a question mark while it is provisional
     * @param how who named it: the address of a seed, {@code seeds}, {@code peers}, {@code keys}; {@code made} here; or
     *     {@code stood}
     */
    record Identified(String identity, String how) implements Fact {}

    /** One whom the configuration names, a seed or a contact, is of another network than we. */
    record NetworksDiffer(Address node, String theirs, String ours) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    // A peer and its seeds

    /** The address was not set and is what the seeds see. */
    record AddressSettled(Address address, String how) implements Fact {}

    /** A seed entered us. */
    record Registered(Address seed, int have, int quorum, int olderKnown, int entries) implements Fact {}

    /** A name leads there from now on: one of so many addresses. */
    record NameLeads(String name, Address address, int addresses) implements Fact {}

    /** A name leads nowhere; it is looked up again and again. Said once until it leads somewhere. */
    record NameUnknown(String name, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** A seed does not answer; another is asked if there is one. */
    record SeedUnreachable(Address seed, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Level levelAtStart() {
            return Level.INFO;
        }
    }

    /** Fewer seeds answer than the quorum; tried again in a while. */
    record QuorumMissed(int have, int quorum, long retryInMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Level levelAtStart() {
            return Level.INFO;
        }
    }

    /** The lists of the seeds, merged. */
    @Keys({"peers", "older", "highestDegrees"})
    record ListReceived(int older, List<Entry> list) implements Fact {
        public int peers() {
            return list.size();
        }

        public List<String> highestDegrees() {
            return list.stream()
                    .sorted(Comparator.comparingInt(Entry::degree).reversed())
                    .limit(3)
                    .map(entry -> entry.address() + "(" + entry.degree() + ")")
                    .toList();
        }
    }

    /** A seed held us for gone; we registered anew. */
    record Refuted(Address seed, long revision) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    // Links

    /** A link counts from now on. */
    record LinkMade(Address neighbour, int degreeSeen, boolean older, boolean dialled, int links) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(neighbour);
        }
    }

    /**
     * Somebody would not link with us, or nobody answered.
     *
     * @param isThere whether the one that was dialled said who it is
     */
    @Keys({"peer", "why"})
    record LinkDeclined(Address peer, String why, boolean isThere) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofLinks(why);
        }
    }

    /** We would not link with somebody. */
    record LinkRefused(Address peer, String why) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofLinks(why);
        }
    }

    /** A link is gone. */
    record LinkLost(Address neighbour, String why, int links) implements Fact {
        /** Why, where it was given up to make room; nobody here watches that neighbour any more. */
        public static final String RELEASED = "released";

        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(neighbour);
        }
    }

    /** A neighbour told that it goes. */
    record NeighbourLeft(Address neighbour, int links) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(neighbour);
        }
    }

    /** We hold no older link, and try to get one. */
    record Orphaned(int links) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * We hold an older link again.
     *
     * @param rounds the round of the dial that brought it: 1 for those made at once, one more for each dial in the
     *     place of one that came to nothing
     * @param tookMs since the last older link was lost
     */
    record Adopted(int links, int rounds, long tookMs) implements Fact {}

    // Gossip

    /** The payload of a message as it is shown: whole, quoted, escaped where it is no UTF-8. */
    record ShownPayload(Gossip message) {
        @Override
        public String toString() {
            return Quoted.whole(message.payload());
        }
    }

    /** A message of our own. */
    @Keys({"id", "origin", "n", "links", "text"})
    record MessageSent(Gossip message, int links) implements Fact {
        public String id() {
            return message.id();
        }

        public Address origin() {
            return message.origin().address();
        }

        public long n() {
            return message.n();
        }

        public ShownPayload text() {
            return new ShownPayload(message);
        }
    }

    /** The first copy of a message. */
    @Keys({"id", "from", "origin", "n", "bytes", "text"})
    record MessageReceived(Gossip message, Address from) implements Fact {
        public String id() {
            return message.id();
        }

        public Address origin() {
            return message.origin().address();
        }

        public long n() {
            return message.n();
        }

        public int bytes() {
            return message.payloadLength();
        }

        public ShownPayload text() {
            return new ShownPayload(message);
        }
    }

    /**
     * The first copy of a flooded message came, or is made here.
     *
     * @param path its way from its origin to whom it came from; none for a message of our own
     * @param onward whom it is sent on to, in this order
     */
    @Keys({"id", "origin", "n", "path", "onward", "text"})
    record Flooded(Gossip message, List<Address> path, List<Address> onward) implements Fact {
        public String id() {
            return message.id();
        }

        public Address origin() {
            return message.origin().address();
        }

        public long n() {
            return message.n();
        }

        public ShownPayload text() {
            return new ShownPayload(message);
        }

        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    /** A further copy of a flooded message came, by this way. */
    record CopyArrived(Address origin, long epoch, long n, List<Address> path) implements Fact {
        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    /**
     * Messages sent and received that are not shown one by one, since the last such line.
     *
     * @param why {@code rate}: more came in that second than are to be shown; {@code log}: what shows them was so slow
     *     that they had left the log; {@code end}: the peer ended before they were shown
     */
    record MessagesNotShown(String why, long messages) implements Fact {
        @Override
        public Level level() {
            return why.equals("rate") ? Level.INFO : Level.WARN;
        }
    }

    /** A consumer is so slow that messages it did not get cannot be had any more. Told once; the rest is counted. */
    record ConsumerMisses(long missed) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * A consumer holds up its thread while others wait for one. Told once.
     *
     * @param consumer the name of its class
     * @param forMs how long, ms
     */
    record ConsumerBlocks(String consumer, long forMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** A step that is attached to a result holds up its thread while others wait for one. Told once. */
    record StepBlocks(long forMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * We went, and do not know of these messages of ours that at least two neighbours hold them, or the only one.
     *
     * @param messages how many
     * @param numbers which
     * @param allLeave whether that is so because all neighbours left too, as where a whole network is stopped: then it
     *     is no warning
     */
    record MessagesNotHeld(long messages, List<Range> numbers, boolean allLeave) implements Fact {
        @Override
        public Level level() {
            return allLeave ? Level.INFO : Level.WARN;
        }
    }

    /** What was typed or piped in as it is shown: quoted, escaped where it is no UTF-8. */
    record ShownLine(String quoted) {
        @Override
        public String toString() {
            return quoted;
        }
    }

    /** A line that was typed or piped in is no message of ours now. */
    record LineRefused(ShownLine text, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return new Bunch("input", 10_000, 64);
        }
    }

    /** What is piped in has waited for 5 s, and is not read meanwhile. */
    record InputWaits(String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** What is piped in could not be read; the peer goes on. */
    record InputFailed(String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** The first that is heard of a peer which publishes, after long silence or ever. */
    record OriginMet(Address origin, long epoch) implements Fact {
        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    /** Numbers of an origin that never came and no longer can. */
    record MessagesMissed(Address origin, long epoch, long first, long last) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** A link is eager from now on: messages go along it as they come. */
    record Grafted(Address neighbour, int origins) implements Fact {
        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    /** A link is lazy from now on: what came along it had come along another. */
    record Pruned(Address neighbour) implements Fact {
        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    // Liveness

    /**
     * A period is over: how many neighbours were pinged in it, of how many something was heard then, and of how many
     * not within a round. Each link is pinged by its younger end.
     *
     * @param askedBy how many pinged us
     */
    record PingRound(int asked, int answered, int missed, int askedBy) implements Fact {}

    /** A round of tries without an answer. */
    record PingMissed(Address neighbour, int missed, long silentForMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * The neighbour lives, as others say who reached it, and the link to it carries nothing: it is replaced. Mostly
     * full segments are lost on the way, and so is the word that says so. Told once for an address in ten minutes.
     */
    @Keys({"neighbour", "silentForMs", "hint"})
    record LinkStuck(Address neighbour, long silentForMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        public String hint() {
            return "full packets may be lost on the way: set the MTU there, or net.ipv4.tcp_mtu_probing=1 at both ends";
        }
    }

    /**
     * Less than 4 KiB in 10 s came of large messages that this one offered: they are taken from others, or later.
     *
     * @param messages how many they are
     */
    record LargeStalled(Address neighbour, int messages) implements Fact {}

    /** A neighbour that missed rounds is not suspected any more: it was heard. */
    record NeighbourTrusted(Address neighbour, String why, int missed) implements Fact {}

    /** A neighbour is held for dead, and why. */
    record NeighbourDead(Address neighbour, String why, int missed, long silentForMs) implements Fact {
        /** Its address refuses connections. */
        public static final String GONE = "gone";

        /** It answers nothing. */
        public static final String SILENT = "silent";

        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * In its last round others are asked to try as well, and we try by another connection. Kept, not logged.
     *
     * @param helpers those who are asked
     */
    record TriesAsked(Address neighbour, List<Address> helpers) implements Fact {}

    /**
     * What one that was asked to try says. Kept, not logged.
     *
     * @param outcome {@code alive}, {@code gone}, {@code silent} or {@code busy}
     */
    record TryAnswered(Address neighbour, Address helper, String outcome) implements Fact {}

    /**
     * We dialled a neighbour by another connection than that of its link. Kept, not logged.
     *
     * @param outcome {@code alive}: it said hello; {@code gone}: the dial was refused, or another process is there;
     *     {@code silent}: nothing came, which proves nothing
     */
    record Redialled(Address neighbour, String outcome) implements Fact {}

    /** The report as it goes to a seed. */
    record DeadReported(String report, Address seed) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** What the seed said to a report. */
    record ReportAnswered(Address seed, Address accused, String outcome) implements Fact {}

    // A seed

    /** A peer registered for the first time in this epoch. */
    record PeerEntered(Address peer, long epoch, long age, int peers) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(peer);
        }
    }

    /** A peer renewed, with a new degree or not. */
    record PeerRenewed(Address peer, long revision, int degree) implements Fact {
        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    /** A peer said how many links it has now. */
    record DegreeChanged(Address peer, int degree) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(peer);
        }
    }

    /** Another seed told of a peer. */
    record PeerLearned(Address peer, Address from, int degree, int peers) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(peer);
        }
    }

    /** A report arrived. */
    record ReportReceived(String report, Address reporter, String outcome) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(reporter);
        }
    }

    /** The seed looks for itself. */
    record ProbeStarted(Address target, int reports) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(target);
        }
    }

    /**
     * What a seed found that looked for itself. Kept, not logged.
     *
     * @param outcome {@code answered}, {@code refused}, {@code unanswered}; {@code restarted}: another process is
     *     there; {@code elsewhere}: one of another network
     * @param tries how often it was dialled
     * @param connected how many of these dials became a connection, which a frozen process's system makes for it
     */
    record Probed(Address target, String outcome, int tries, int connected, long tookMs) implements Fact {}

    /** The accused answered: somebody is wrong, and nobody is removed. */
    record Quarrel(Address accused, List<Address> reporters) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(accused);
        }
    }

    /**
     * A member of the network alone reported several dead that answered at once: of whom it reports more, this seed
     * looks for one at a time, for some minutes.
     *
     * @param at where it was last
     */
    record ReportsDoubted(String member, Address at, List<Address> accused) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * A peer is no longer listed. Why: probe-refused, probe-unanswered, lease-expired, left, restarted, told-by-seed,
     * another-network.
     */
    record PeerRemoved(Address peer, long epoch, String why, int peers) implements Fact {
        @Override
        public Bunch bunch() {
            return Bunch.ofPeers(peer);
        }
    }

    /**
     * Somebody registered what is not so; at most one line in 10 s. Why: refused, answered by another.
     *
     * @param from where it was registered from
     * @param times how often there was such a thing since the last line
     */
    record ClaimRefuted(Address peer, long epoch, Ip from, String why, long times) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** A seed of the configuration can be talked to. */
    record SeedConnected(Address seed) implements Fact {}

    /** A seed of the configuration is gone. */
    record SeedLost(Address seed, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** The same again, after it was said or before it is worth saying: it is dialled again after a while. */
    record SeedStillAway(Address seed, String why) implements Fact {
        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    /** Registries differed and were brought together. */
    record RegistriesCompared(Address seed, int bucketsDiffering) implements Fact {}

    // Trouble from the network

    /** A connection was ended for what came over it. */
    record ConnectionEnded(Ip remote, String reason, String detail) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return Bunch.ofStrangers(remote);
        }
    }

    /**
     * An error line from the other side.
     *
     * @param peer who it says it is
     * @param from where it came from; null if it was dialled, and is who it says
     */
    @Keys({"peer", "reason", "detail"})
    record TurnedAway(Address peer, @Nullable Ip from, String reason, String detail) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return from != null ? Bunch.ofStrangers(from) : new Bunch(peer.toString(), 60_000);
        }
    }

    /** Somebody could not connect for a want of this process, mostly of descriptors; tried again after a second. */
    record AcceptFailed(String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * The certificate of this node, or of its network, runs out soon, or has: said at the start and each day, from 30
     * days before on.
     *
     * @param of the name of the node, or {@code network}
     * @param until when, as ISO 8601 has it
     * @param days whole days until then, below 0 after it
     */
    record CertificateEnds(String of, String until, long days) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * A certificate of the network begins later than this machine's clock shows: the clock is behind. The certificate
     * is as good as others. Said once until the clock was set.
     *
     * @param of the name in the certificate, which may be that of this node
     * @param validFrom when it begins, as ISO 8601 has it
     * @param clock what the clock of this machine shows
     */
    record ClockBehind(String of, String validFrom, String clock) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * There is a later list of revoked certificates, by which this node goes from now on.
     *
     * @param certificates how many are on it
     * @param signed when, as ISO 8601 has it
     * @param from {@code network}, or the {@code directory} of the keys
     */
    record RevokedListTaken(int certificates, String signed, String from) implements Fact {}

    /**
     * The last list of revoked certificates lacks some that its authority has revoked, as it was signed on an older
     * copy of the authority's directory. They are refused here all the same.
     *
     * @param certificates how many
     * @param signed when the last list was, as ISO 8601 has it
     * @param forgotten how many earlier lists were let go, as there were more than are kept
     */
    record RevokedListLacks(int certificates, String signed, int forgotten) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * A node with keys begins.
     *
     * @param of its name
     * @param by the provider that makes and checks its signatures
     */
    record KeysInUse(String of, String by) implements Fact {}

    /** The certificate of this node is on the list: nobody lets it in any more. */
    record OwnCertificateRevoked(String of) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * The keys of this node were changed in their directory, and new connections are made with them.
     *
     * @param of the name of the node
     * @param until how long its certificate is valid, as ISO 8601 has it
     */
    record KeysChanged(String of, String until) implements Fact {}

    /** What is in the directory of the keys now cannot be used, or kept there; the node has what it had. */
    record KeysNotChanged(String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** A node with keys has no connection with somebody for want of TLS 1.3 with a certificate of its network. */
    record TlsFailed(Ip ip, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return Bunch.ofStrangers(ip);
        }
    }

    /**
     * A member of the network brought what is not what it says it is, or kept back what it was asked for, again and
     * again or lately: it gets no new link from here for some minutes.
     */
    record MemberDistrusted(String member, Address at, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * A message was dropped since it is not shown to be of its origin.
     *
     * @param origin whose it says it is
     * @param epoch of the origin
     * @param n the number it says it has
     * @param from who brought it, who may have believed it or not have looked
     */
    record MessageNotBelieved(Address origin, long epoch, long n, Address from, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Bunch bunch() {
            return new Bunch(why, 60_000);
        }
    }

    /**
     * Who spoke for an origin is not certified for its ip, and somebody who is speaks for it now.
     *
     * @param epoch of the origin
     * @param former the member that did, by whom messages may have been made in another's name
     * @param member the one whose messages are believed from now on
     */
    record OriginTakenOver(Address origin, long epoch, String former, String member) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    // The log itself

    /** A place that the log goes to takes no lines: they wait there for a while, and then fall out. */
    record LogHeldUp(String log, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** So many lines never came to a log: here, if it is the one that this line stands in. */
    record LogLinesLost(String log, long lines) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * What was counted and not told, after one like it that was.
     *
     * @param kind the event that was not told
     * @param of what these had in common
     */
    record Repeated(String kind, String of, long times, long withinMs) implements Fact {}
}
