package grapevine.wire;

import static java.util.Map.entry;

import grapevine.wire.ProtocolException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a line by its verb. What has a body is read by {@link Bodies}, the rest here: one method a kind. */
final class Verbs {
    /** What this version calls itself in a hello. */
    static final String VERSION = "grapevine/1";

    /** The longest that anybody may be told to slow down for (ms). */
    static final long MOST_SLOW_MILLIS = 10_000;

    /** What a hello says of one to whom large messages may be offered. */
    static final String TAKES_PIECES = " large=1";

    /** What a hello says of one to whom messages may be flooded. */
    static final String TAKES_WAYS = " ways=1";

    /** What a hello says of one that checks proofs. */
    static final String CHECKS_PROOFS = "proofs=1";

    private static final byte[] GOSSIP = "Gossip ".getBytes(StandardCharsets.US_ASCII);

    private static final Set<String> TWO_WORDS = Set.of("Dead", "Liveness", "Link");

    /** Reads what follows a verb. */
    private interface Reader {
        Head read(Fields fields) throws ProtocolException;
    }

    /** Reads what follows a verb, where that is the whole message. */
    private interface LineReader {
        Message read(Fields fields) throws ProtocolException;
    }

    private static final Map<String, Reader> READERS = Map.ofEntries(
            line("Hello", Verbs::hello),
            line("Error", Verbs::failure),
            entry("Revoked", Bodies::revoked),
            line("Register", Verbs::register),
            entry("Registered", Bodies::registered),
            line("Outdated", Verbs::outdated),
            line("Dead Node", Verbs::deadNode),
            line("Noted", Verbs::noted),
            line("Leave", Verbs::leave),
            line("Left", fields -> new Message.Left()),
            line("Compare", Verbs::compare),
            line("Same", fields -> new Message.Same()),
            entry("Buckets", Bodies::buckets),
            entry("Fetch", Bodies::fetch),
            entry("Registrations", Bodies::registrations),
            line("Liveness Request", Verbs::livenessRequest),
            line("Liveness Reply", Verbs::livenessReply),
            line("Link request", Verbs::linkRequest),
            line("Link accepted", Verbs::linkAccepted),
            entry("Link refused", Bodies::linkRefused),
            entry("Bye", Bodies::bye),
            line("Try", Verbs::tryIt),
            line("Tried", Verbs::tried),
            line("Slow", Verbs::slow),
            line("Prune", fields -> new TreeMessage.Prune()),
            entry("Graft", PeerBodies::graft),
            line("Announce", PeerBodies::announce),
            entry("Have", PeerBodies::have),
            line("Digest", PeerBodies::digest),
            line("Agreed", fields -> new SyncMessage.Agreed()),
            entry("Sums", PeerBodies::sums),
            entry("Seen", PeerBodies::seen),
            entry("Want", PeerBodies::want),
            entry("Gone", PeerBodies::gone),
            entry("Taken", PeerBodies::taken),
            entry("Shuffle", PeerBodies::shuffle),
            entry("Shuffled", PeerBodies::shuffled),
            line("Offer", PieceBodies::offer),
            line("Take", PieceBodies::take),
            entry("Piece", PieceBodies::piece),
            line("Show", Verbs::show),
            entry("Shown", Bodies::shown),
            line("Who", Verbs::who),
            line("Status", fields -> new Message.Status()),
            line("Why", Verbs::why),
            entry("Publish", Bodies::publish),
            entry("Answer", Bodies::answer));

    private Verbs() {}

    /**
     * Reads one line.
     *
     * @param maxPayload bytes that a gossip message may carry
     * @param isGreeted whether this is not the first line of its connection; a stranger gets no room for a body
     */
    static Head read(Fields fields, int maxPayload, boolean isGreeted) throws ProtocolException {
        if (fields.skip(GOSSIP)) {
            fields.isOf("Gossip");
            Head gossip = Bodies.gossip(fields, maxPayload);
            fields.end();
            return afterHello(gossip, "Gossip", isGreeted);
        }
        fields.dropCarriageReturn();
        String verb = verb(fields);
        Reader reader = READERS.get(verb);
        if (reader == null) {
            throw new ProtocolException(
                    Reason.GARBAGE,
                    "\"" + fields.quotedStart() + "\" is no message of " + VERSION
                            + (isGreeted ? "" : "; a person may ask: Status, Who or Why"));
        }
        Head head = reader.read(fields);
        fields.end();
        return verb.equals("Answer") ? head : afterHello(head, verb, isGreeted);
    }

    /** One word, or two where the first asks for it. */
    private static String verb(Fields fields) {
        String verb = fields.letters();
        if (TWO_WORDS.contains(verb) && fields.skip(" ")) {
            verb = verb + " " + fields.letters();
        }
        fields.isOf(verb);
        return verb;
    }

    private static Head afterHello(Head head, String verb, boolean isGreeted) throws ProtocolException {
        if (head.hasBody() && !isGreeted) {
            throw new ProtocolException(Reason.UNEXPECTED, verb + " before Hello");
        }
        return head;
    }

    private static Map.Entry<String, Reader> line(String verb, LineReader reader) {
        return entry(verb, fields -> Head.whole(reader.read(fields)));
    }

    private static Message hello(Fields fields) throws ProtocolException {
        fields.space();
        String version = fields.token();
        if (!version.equals(VERSION)) {
            throw new ProtocolException(
                    Reason.WRONG_VERSION,
                    "Hello: the other side speaks \"" + fields.quotedField() + "\", this is " + VERSION);
        }
        fields.space();
        Role role = role(fields);
        fields.space();
        String network = fields.network();
        fields.space();
        Address self = fields.address("ip");
        fields.space();
        long epoch = fields.number("epoch");
        fields.space();
        long age = fields.number("age");
        Ip seen = null;
        long propose = 0;
        long time = 0;
        Identity id = null;
        boolean takesPieces = false;
        boolean takesWays = false;
        long revoked = -1;
        boolean checksProofs = false;
        String key;
        while ((key = fields.key()) != null) {
            switch (key) {
                case "large" -> takesPieces = fields.number("large") == 1;
                case "ways" -> takesWays = fields.number("ways") == 1;
                case "seen" -> seen = fields.ip("seen");
                case "propose" -> propose = fields.number("propose");
                case "time" -> time = fields.number("time");
                case "id" -> id = fields.identity();
                case "revoked" -> revoked = fields.number("revoked");
                case "proofs" -> checksProofs = fields.number("proofs") == 1;
                default -> fields.skipValue();
            }
        }
        return new Message.Hello(
                role,
                network,
                self,
                epoch,
                age,
                seen,
                propose,
                time,
                id,
                takesPieces,
                takesWays,
                revoked,
                checksProofs);
    }

    private static Role role(Fields fields) throws ProtocolException {
        String word = fields.word("role");
        for (Role role : Role.values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw fields.bad("role", "is neither seed nor peer");
    }

    private static Message failure(Fields fields) throws ProtocolException {
        fields.space();
        String reason = fields.word("reason");
        if (fields.isAtEnd()) {
            return new Message.Failure(reason, "");
        }
        fields.space();
        return new Message.Failure(reason, fields.utf8());
    }

    private static Message show(Fields fields) throws ProtocolException {
        fields.space();
        return new KeyMessage.Show(fields.hash());
    }

    private static Message register(Fields fields) throws ProtocolException {
        fields.space();
        long revision = fields.number("revision");
        fields.space();
        long age = fields.number("age");
        fields.space();
        int degree = fields.number("degree", Integer.MAX_VALUE);
        fields.space();
        return new Message.Register(revision, age, degree, fields.number("want", Limits.LIST_ENTRIES));
    }

    private static Message outdated(Fields fields) throws ProtocolException {
        fields.space();
        long epoch = fields.number("epoch");
        fields.space();
        return new Message.Outdated(epoch, fields.number("revision"));
    }

    private static Message deadNode(Fields fields) throws ProtocolException {
        fields.separator(':');
        Address accused = fields.address("ip");
        fields.separator(':');
        long timestamp = fields.number("timestamp");
        fields.separator(':');
        Ip notifier = fields.ip("notifier");
        if (!fields.skip(" epoch=")) {
            throw fields.bad("notifier", "is not followed by epoch=");
        }
        long epoch = fields.number("epoch");
        boolean isOfRefusal = false;
        for (String key = fields.key(); key != null; key = fields.key()) {
            if (key.equals("refused")) {
                if (!fields.word("refused").equals("dial")) {
                    throw fields.bad("refused", "is not dial");
                }
                isOfRefusal = true;
            } else {
                fields.skipValue();
            }
        }
        return new Message.DeadNode(accused, timestamp, notifier, epoch, isOfRefusal);
    }

    private static Message noted(Fields fields) throws ProtocolException {
        fields.space();
        return new Message.Noted(fields.word("outcome"));
    }

    private static Message leave(Fields fields) throws ProtocolException {
        fields.space();
        return new Message.Leave(fields.number("revision"));
    }

    private static Message compare(Fields fields) throws ProtocolException {
        fields.space();
        long hash = fields.hash();
        Identity id = null;
        String key;
        while ((key = fields.key()) != null) {
            if (key.equals("id")) {
                id = fields.identity();
            } else {
                fields.skipValue();
            }
        }
        return new Message.Compare(hash, id);
    }

    private static Message livenessRequest(Fields fields) throws ProtocolException {
        Ping ping = Ping.read(fields);
        return new Message.LivenessRequest(ping.timestamp(), ping.ip(), ping.older(), ping.degree(), ping.id());
    }

    private static Message livenessReply(Fields fields) throws ProtocolException {
        Ping ping = Ping.read(fields);
        return new Message.LivenessReply(ping.timestamp(), ping.ip(), ping.older(), ping.degree(), ping.id());
    }

    /** What a liveness request and its reply have in common. */
    private record Ping(
            long timestamp,
            Ip ip,
            int older,
            int degree,
            @Nullable Identity id) {
        static Ping read(Fields fields) throws ProtocolException {
            fields.separator(':');
            long timestamp = fields.number("timestamp");
            fields.separator(':');
            Ip ip = fields.ip("ip");
            int older = -1;
            int degree = -1;
            Identity id = null;
            String key;
            while ((key = fields.key()) != null) {
                switch (key) {
                    case "older" -> older = fields.number("older", Integer.MAX_VALUE);
                    case "degree" -> degree = fields.number("degree", Integer.MAX_VALUE);
                    case "id" -> id = fields.identity();
                    default -> fields.skipValue();
                }
            }
            return new Ping(timestamp, ip, older, degree, id);
        }
    }

    private static Message linkRequest(Fields fields) throws ProtocolException {
        fields.space();
        int older = fields.number("older", Integer.MAX_VALUE);
        fields.space();
        int degree = fields.number("degree", Integer.MAX_VALUE);
        fields.space();
        String word = fields.word("purpose");
        for (Message.LinkRequest.Purpose purpose : Message.LinkRequest.Purpose.values()) {
            if (purpose.word().equals(word)) {
                return new Message.LinkRequest(older, degree, purpose);
            }
        }
        throw fields.bad("purpose", "is neither join nor repair");
    }

    private static Message linkAccepted(Fields fields) throws ProtocolException {
        fields.space();
        int older = fields.number("older", Integer.MAX_VALUE);
        fields.space();
        return new Message.LinkAccepted(older, fields.number("degree", Integer.MAX_VALUE));
    }

    private static Message tryIt(Fields fields) throws ProtocolException {
        fields.space();
        Address target = fields.address("ip");
        fields.space();
        return new Message.Try(target, fields.number("epoch"));
    }

    private static Message slow(Fields fields) throws ProtocolException {
        fields.space();
        long millis = fields.number("ms", 1, MOST_SLOW_MILLIS);
        Address by = null;
        String key;
        while ((key = fields.key()) != null) {
            if (key.equals("by")) {
                by = fields.address("by");
            } else {
                fields.skipValue();
            }
        }
        return new Message.Slow(millis, by);
    }

    private static Message tried(Fields fields) throws ProtocolException {
        fields.space();
        Address target = fields.address("ip");
        fields.space();
        long epoch = fields.number("epoch");
        fields.space();
        return new Message.Tried(target, epoch, fields.word("outcome"));
    }

    private static Message who(Fields fields) throws ProtocolException {
        @Nullable Address after = null;
        if (!fields.isAtEnd() && !fields.isKeyNext()) {
            fields.space();
            after = fields.address("ip");
        }
        return new Message.Who(after);
    }

    private static Message why(Fields fields) throws ProtocolException {
        fields.space();
        return new Message.Why(fields.address("ip"));
    }
}
