package grapevine.node;

import grapevine.wire.ProtocolException.Reason;
import java.util.Locale;

/**
 * Everything a node counts; {@code Status} and the log's last lines show each by its key. A name that starts with
 * {@code DROPPED_} counts what was thrown away, with the reason.
 */
public enum Counter {
    MESSAGES_MADE("messages", "Messages this node made."),
    MESSAGES_DELIVERED("messages", "Messages handed to the application, its own not included."),
    MESSAGES_RELAYED("copies", "Copies of messages sent on, one a link."),
    MESSAGES_MISSED("messages", "Numbers of messages that were never received and no longer can be."),
    PINGS("pings", "Pings, of which a liveness round with up to three tries counts as one."),
    PINGS_MISSED("rounds", "Liveness rounds without an answer."),
    NEIGHBOURS_DEAD("neighbours", "Neighbours found dead."),
    DEAD_REPORTS("reports", "Dead reports received (seed) or sent (peer)."),
    PAUSES("pauses", "Times this node stood still for more than a second."),
    CONNECTIONS_ACCEPTED("connections", "Connections accepted."),
    ACCEPTS_FAILED("connections", "Connections that could not be accepted, mostly for want of descriptors."),
    DIALS_FAILED("dials", "Dials that came to nothing."),
    LINKS_REFUSED("links", "Links refused to others."),
    DROPPED_DUPLICATE("copies", "Copies of messages already seen."),
    DROPPED_FAR_AHEAD("messages", "Messages numbered more than 2^20 above the lowest number missing."),
    DROPPED_ORIGIN_LIMIT(
            "messages",
            "Messages of an origin beyond those that are remembered, or that its bringer may bring, or with too many gaps."),
    DROPPED_FORGED_SELF("messages", "Messages with the name of this very node that it did not make."),
    DROPPED_BACKLOG_FULL("messages", "Gossip for a link whose backlog was full."),
    DROPPED_DELIVERY_FULL("messages", "Messages for an application that were kept no longer before it had taken them."),
    DROPPED_EVENTS_FULL("events", "Events for an application that did not take them."),
    DROPPED_THROTTLED("publications", "Publications turned away because the links could not take them."),
    DROPPED_GARBAGE("connections", "Connections ended: bytes that are no message."),
    DROPPED_LINE_TOO_LONG("connections", "Connections ended: a line over its limit."),
    DROPPED_BODY_TOO_LONG(
            "connections", "Connections ended: a payload or list over its limit, refused from its header."),
    DROPPED_BAD_FIELD("connections", "Connections ended: a field that breaks its rule."),
    DROPPED_WRONG_VERSION("connections", "Connections ended: another protocol version."),
    DROPPED_WRONG_NETWORK("connections", "Connections ended: another network."),
    DROPPED_UNEXPECTED("connections", "Connections ended: a message that had no business there."),
    DROPPED_HELLO_TIMEOUT("connections", "Connections ended: no hello in time."),
    DROPPED_LINE_TIMEOUT("connections", "Connections ended: an unfinished exchange."),
    DROPPED_ANSWER_TIMEOUT("connections", "Links ended: a question for messages was left without an answer."),
    DROPPED_NOT_LOCAL("connections", "Connections ended: a question only loopback may ask."),
    DROPPED_NOT_CERTIFIED("connections", "Connections ended: what was said is not for who showed that certificate."),
    DROPPED_OVERLOADED(
            "connections",
            "Connections ended for want of room: too many that are no links, the oldest first, or too much begun on them."),
    DROPPED_PLAIN("connections", "Connections ended: what came was no TLS, where this node speaks nothing else."),
    LISTS_UNBELIEVED("lists", "Lists of revoked certificates that no authority signed which is trusted here."),
    TLS_FAILED(
            "connections",
            "Connections that ended for want of TLS 1.3 with a certificate of this network, or of TLS that holds."),
    DROPPED_REPORT_NO_LEASE("reports", "Dead reports by somebody without a lease."),
    DROPPED_REPORT_UNKNOWN(
            "reports", "Dead reports about an address that is not registered, or about another epoch of it."),
    DROPPED_REPORT_BUSY("reports", "Dead reports while too many probes were under way."),
    DROPPED_REPORT_UNPROVEN(
            "reports",
            "Reports of dials refused, by somebody who had not just reported a death: a seed does not look for it."),
    DROPPED_REGISTRY_FULL("registrations", "Registrations beyond the number a seed keeps."),
    DROPPED_UNCONFIRMED(
            "registrations", "Registrations forgotten for want of room before anybody was met at their address."),
    DROPPED_FALSE_CLAIM("registrations", "Registrations of an address at which somebody else was met, or nobody."),
    DROPPED_CONTESTED(
            "connections",
            "Connections ended: a registration in the place of a peer that was not met as the one that it says."),
    DROPPED_BAD_IMPORT("entries", "Entries of other seeds that were refused."),
    DROPPED_TOMBSTONE("removals", "Removals forgotten before their time, because too many were remembered."),
    GRAFTS("links", "Links made eager at this peer's word."),
    PRUNES("links", "Links made lazy at this peer's word, since they brought what had come by another."),
    TREE_IMPROVED("links", "Links grafted because their announcements came before the messages themselves."),
    ANNOUNCEMENTS("announcements", "Announcements sent, one a neighbour."),
    MESSAGES_FETCHED("messages", "Messages that came because they were asked for."),
    LINKS_CONGESTED("links", "Links that had so much waiting that messages were held back."),
    MESSAGES_HELD_BACK("messages", "Messages not sent on a congested link but announced when it had drained."),
    MESSAGES_AHEAD("messages", "Messages sent before others that waited, since their origins make little."),
    DROPPED_ANNOUNCEMENT(
            "announcements",
            "Announcements that could not be followed or made, for want of room or of somebody to ask: left to the next comparison."),
    COMPARISONS("comparisons", "Comparisons with other peers of what was seen, begun here."),
    COMPARISONS_DIFFERED("comparisons", "Comparisons begun here that found a difference."),
    FETCHES_PUT_OFF(
            "answers",
            "What others said to have was not looked at for what is lacking, as enough was being fetched already."),
    FETCHES_LATE(
            "answers",
            "Answers to what was asked for that did not end in time: the rest was asked for again, or of another."),
    DROPPED_COMPARISON(
            "comparisons", "Comparisons that others began and that were too many, or answers that nobody asked for."),
    DROPPED_TOO_OLD("messages", "Messages older than any peer keeps them."),
    DROPPED_OF_BEFORE(
            "messages",
            "Messages that were fetched and kept for others, but not handed over: made before this peer came."),
    DROPPED_UNASKED("messages", "Messages sent without a link by somebody who was not asked for them."),
    MESSAGES_SUPPLIED("messages", "Messages sent to somebody who asked for them by their numbers."),
    RETAINED_TOO_SHORT("messages", "Messages retained for less than their time, for want of room."),
    LOST_VISITED("visits", "Visits to neighbours lost, to find out whether they are back."),
    DROPPED_REMEMBERED(
            "neighbours", "Neighbours lost and forgotten before their day was over, because too many were remembered."),
    DROPPED_SHUFFLES(
            "exchanges", "Exchanges of views that changed nothing here: not asked for, or too many within a period."),
    DROPPED_SAMPLES("entries", "Entries of others' views beyond the 15 taken in from one exchange."),
    DROPPED_AGELESS(
            "entries", "Entries of peers without an age, which have no place in the order: nobody can link to them."),
    DROPPED_LATE("messages", "Messages that came on a connection that was no link, after this side was done with it."),
    MESSAGES_HELD(
            "messages",
            "Messages kept from the application until what they come after, or earlier ones of their origin, was there."),
    MESSAGES_EARLY(
            "messages",
            "Messages handed to the application without what they come after: it did not come in time, or too many were held."),
    MESSAGES_LATE("messages", "Messages handed to the application after a later one of their origin."),
    MESSAGES_AFTER_GAP(
            "messages",
            "Messages handed to the application while one or more of their origin just before them were missing."),
    TIMES_AHEAD(
            "messages",
            "Messages whose hybrid time is more than an hour ahead of what most clocks show; delivered, but that time is not followed."),
    DROPPED_ANNOUNCE(
            "requests",
            "Requests for announcements that were not answered: too many of one neighbour, each within a second of the one before."),
    LINKS_STUCK("links", "Links that carried nothing although the neighbour lives, to be replaced."),
    MESSAGES_NOT_SHOWN(
            "messages",
            "Messages that had left the log of this peer before they were told to the operator, who was too slow."),
    REFUSALS_NOT_REPORTED(
            "dials",
            "Dials refused at addresses that were listed, not reported to the seeds since more than 8 a minute were."),
    DROPPED_SLOW(
            "words",
            "Words of neighbours, to make no messages for a while, that were not heeded: they had used up their share."),
    LARGE_TAKEN("messages", "Large messages that came piece by piece."),
    LARGE_KNOWN("offers", "Offers of large messages that were there already, and so were not taken."),
    LARGE_RESUMED(
            "messages",
            "Large messages that came in part and went on from there, from somebody else or by another connection."),
    DROPPED_OFFERS(
            "offers",
            "Offers of large messages beyond those that are remembered, or without a link by somebody who was not asked for them."),
    DROPPED_PIECES("pieces", "Pieces of large messages that were not asked for, or not any more."),
    DROPPED_PARTLY(
            "messages",
            "Large messages of which what had come was thrown away: for want of room or of somebody that has it, or wrong."),
    COPIES_ARRIVED("copies", "Further copies of flooded messages, each by a way of its own."),
    DROPPED_FORGED_PATH("copies", "Copies of flooded messages that cannot have come the way they show."),
    DROPPED_LONG_PATH(
            "copies", "Copies of flooded messages that were not sent on, since their way was too long to be told."),
    DROPPED_FLOODS("messages", "Flooded messages that went on without their way, since too many are under way."),
    DROPPED_COPIES("copies", "Copies of flooded messages beyond those that may come, or wait, on one link."),
    DROPPED_COPIES_FULL("copies", "Copies of flooded messages that a consumer was too slow to be told of."),
    BATCHES_SIGNED("signatures", "Signatures of this node, each for one message of its own or for many."),
    BATCHES_CHECKED("signatures", "Signatures of others that were checked, each for one message or for many."),
    DROPPED_UNPROVEN("messages", "Messages without a proof of their origin, where messages are proven."),
    DROPPED_FORGED("messages", "Messages whose proof does not hold: forged, altered, or numbered by somebody else."),
    DROPPED_UNTRUSTED(
            "messages", "Messages proven by a certificate that is revoked, or of no authority that is trusted here."),
    DROPPED_FOREIGN(
            "messages", "Messages proven by who may not speak for that address, or for whose origin another speaks."),
    DROPPED_UNCHECKED(
            "messages",
            "Messages whose proof could not be checked: nobody told whose key it is, or there was no room."),
    DROPPED_CERTIFICATES("answers", "Certificates that nobody asked for, or not of the key that was asked for.");

    private final String key = name().toLowerCase(Locale.ROOT);
    private final String unit;
    private final String meaning;

    Counter(String unit, String meaning) {
        this.unit = unit;
        this.meaning = meaning;
    }

    /** The name in logs and answers: {@code dropped_duplicate}. */
    public String key() {
        return key;
    }

    /** What is counted, in the plural: {@code messages}. */
    public String unit() {
        return unit;
    }

    /** A sentence on what one of it was. */
    public String meaning() {
        return meaning;
    }

    /** What counts the connections that were ended for this reason. */
    public static Counter of(Reason reason) {
        return switch (reason) {
            case GARBAGE -> DROPPED_GARBAGE;
            case LINE_TOO_LONG -> DROPPED_LINE_TOO_LONG;
            case BODY_TOO_LONG -> DROPPED_BODY_TOO_LONG;
            case BAD_FIELD -> DROPPED_BAD_FIELD;
            case WRONG_VERSION -> DROPPED_WRONG_VERSION;
            case WRONG_NETWORK -> DROPPED_WRONG_NETWORK;
            case UNEXPECTED -> DROPPED_UNEXPECTED;
            case HELLO_TIMEOUT -> DROPPED_HELLO_TIMEOUT;
            case LINE_TIMEOUT -> DROPPED_LINE_TIMEOUT;
            case ANSWER_TIMEOUT -> DROPPED_ANSWER_TIMEOUT;
            case NOT_LOCAL -> DROPPED_NOT_LOCAL;
            case NOT_CERTIFIED -> DROPPED_NOT_CERTIFIED;
            case OVERLOADED -> DROPPED_OVERLOADED;
        };
    }
}
