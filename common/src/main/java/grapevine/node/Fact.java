package grapevine.node;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Comparator;
import java.util.List;

/**
 * What a node tells its operator, one log line each. The line's event is the record's name in snake case and its keys
 * are the components' names in snake case, unless {@link Keys} names others: both are promised to whoever greps, and a
 * golden test holds them.
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

    // The life of a node

    /** The node listens. */
    record Started(Role role, Address address, String network, long epoch, String version) implements Fact {}

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

    /** Something the operator set is doubtful. */
    record SettingDoubtful(String what) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

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
    }

    // A peer and its seeds

    /** The address was not set and is what the seeds see. */
    record AddressSettled(Address address, String how) implements Fact {}

    /** A seed entered us. */
    record Registered(Address seed, int have, int quorum, int olderKnown, int entries) implements Fact {}

    /** A seed does not answer; another is asked if there is one. */
    record SeedUnreachable(Address seed, String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** Fewer seeds answer than the quorum; tried again in a while. */
    record QuorumMissed(int have, int quorum, long retryInMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
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
    record LinkMade(Address neighbour, int degreeSeen, boolean older, boolean dialled, int links) implements Fact {}

    /** Somebody would not link with us. */
    record LinkDeclined(Address peer, String why) implements Fact {}

    /** We would not link with somebody. */
    record LinkRefused(Address peer, String why) implements Fact {}

    /** A link is gone. */
    record LinkLost(Address neighbour, String why, int links) implements Fact {
        /** Why, where it was given up to make room; nobody here watches that neighbour any more. */
        public static final String RELEASED = "released";
    }

    /** A neighbour told that it goes. */
    record NeighbourLeft(Address neighbour, int links) implements Fact {}

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

    /** A message of our own. */
    @Keys({"id", "links", "text"})
    record MessageSent(Gossip message, int links) implements Fact {
        public String id() {
            return message.id();
        }

        public String text() {
            return message.text();
        }
    }

    /** The first copy of a message. */
    @Keys({"id", "from", "origin", "bytes", "text"})
    record MessageReceived(Gossip message, Address from) implements Fact {
        public String id() {
            return message.id();
        }

        public Address origin() {
            return message.origin().address();
        }

        public int bytes() {
            return message.payloadLength();
        }

        public String text() {
            return message.text();
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

    /** A round of tries without an answer. */
    record PingMissed(Address neighbour, int missed, long silentForMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * A neighbour that missed rounds is not suspected any more: it was heard, or others heard it, or we stood still
     * ourselves.
     */
    record NeighbourTrusted(Address neighbour, String why, int missed) implements Fact {}

    /** A neighbour is held for dead, and why. */
    record NeighbourDead(Address neighbour, String why, int missed, long silentForMs) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

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
    record PeerEntered(Address peer, long epoch, long age, int peers) implements Fact {}

    /** A peer renewed, with a new degree or not. */
    record PeerRenewed(Address peer, long revision, int degree) implements Fact {
        @Override
        public Level level() {
            return Level.DEBUG;
        }
    }

    /** A peer said how many links it has now. */
    record DegreeChanged(Address peer, int degree) implements Fact {}

    /** Another seed told of a peer. */
    record PeerLearned(Address peer, Address from, int degree, int peers) implements Fact {}

    /** A report arrived. */
    record ReportReceived(String report, Address reporter, String outcome) implements Fact {}

    /** The seed looks for itself. */
    record ProbeStarted(Address target, int reports) implements Fact {}

    /** The accused answered: somebody is wrong, and nobody is removed. */
    record Quarrel(Address accused, List<Address> reporters) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /**
     * A peer is no longer listed. Why: probe-refused, probe-unanswered, lease-expired, left, restarted, told-by-seed.
     */
    record PeerRemoved(Address peer, long epoch, String why, int peers) implements Fact {}

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

    /** Registries differed and were brought together. */
    record RegistriesCompared(Address seed, int bucketsDiffering) implements Fact {}

    // Trouble from the network

    /** A connection was ended for what came over it. */
    record ConnectionEnded(Ip remote, String reason, String detail) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** An error line from the other side. */
    record TurnedAway(Address peer, String reason, String detail) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }

    /** Somebody could not connect for a want of this process, mostly of descriptors; tried again after a second. */
    record AcceptFailed(String why) implements Fact {
        @Override
        public Level level() {
            return Level.WARN;
        }
    }
}
