package grapevine.node;

import grapevine.wire.ProtocolException.Reason;
import java.util.Locale;

/**
 * Everything a node counts; {@code Status} and the log's last lines show each by its key. A name that starts with
 * {@code DROPPED_} counts what was thrown away, with the reason.
 */
public enum Counter {
    /** Messages this node made. */
    MESSAGES_MADE,
    /** Messages handed to the application, its own not included. */
    MESSAGES_DELIVERED,
    /** Copies of messages sent on, one a link. */
    MESSAGES_RELAYED,
    /** Numbers of messages that were never received and no longer can be. */
    MESSAGES_MISSED,
    /** Pings, of which a liveness round with up to three tries counts as one. */
    PINGS,
    /** Liveness rounds without an answer. */
    PINGS_MISSED,
    /** Neighbours found dead. */
    NEIGHBOURS_DEAD,
    /** Dead reports received (seed) or sent (peer). */
    DEAD_REPORTS,
    /** Times this node stood still for more than a second. */
    PAUSES,
    /** Connections accepted. */
    CONNECTIONS_ACCEPTED,
    /** Connections that could not be accepted, mostly for want of descriptors. */
    ACCEPTS_FAILED,
    /** Dials that came to nothing. */
    DIALS_FAILED,
    /** Links refused to others. */
    LINKS_REFUSED,
    /** Copies of messages already seen. */
    DROPPED_DUPLICATE,
    /** Messages numbered more than 2^20 above the lowest number missing. */
    DROPPED_FAR_AHEAD,
    /** Messages of an origin beyond those that are remembered, or that its bringer may bring, or with too many gaps. */
    DROPPED_ORIGIN_LIMIT,
    /** Messages with the name of this very node that it did not make. */
    DROPPED_FORGED_SELF,
    /** Gossip for a link whose backlog was full. */
    DROPPED_BACKLOG_FULL,
    /** Messages for an application that had not taken them when they left the log. */
    DROPPED_DELIVERY_FULL,
    /** Events for an application that did not take them. */
    DROPPED_EVENTS_FULL,
    /** Publications turned away because the links could not take them. */
    DROPPED_THROTTLED,
    /** Connections ended: bytes that are no message. */
    DROPPED_GARBAGE,
    /** Connections ended: a line over its limit. */
    DROPPED_LINE_TOO_LONG,
    /** Connections ended: a payload or list over its limit, refused from its header. */
    DROPPED_BODY_TOO_LONG,
    /** Connections ended: a field that breaks its rule. */
    DROPPED_BAD_FIELD,
    /** Connections ended: another protocol version. */
    DROPPED_WRONG_VERSION,
    /** Connections ended: another network. */
    DROPPED_WRONG_NETWORK,
    /** Connections ended: a message that had no business there. */
    DROPPED_UNEXPECTED,
    /** Connections ended: no hello in time. */
    DROPPED_HELLO_TIMEOUT,
    /** Connections ended: an unfinished exchange. */
    DROPPED_LINE_TIMEOUT,
    /** Connections ended: a question only loopback may ask. */
    DROPPED_NOT_LOCAL,
    /** Connections ended for want of room: too many that are no links, the oldest first, or too much begun on them. */
    DROPPED_OVERLOADED,
    /** Dead reports by somebody without a lease. */
    DROPPED_REPORT_NO_LEASE,
    /** Dead reports about an address that is not registered, or about another epoch of it. */
    DROPPED_REPORT_UNKNOWN,
    /** Dead reports while too many probes were under way. */
    DROPPED_REPORT_BUSY,
    /** Reports of dials refused, by somebody who had not just reported a death: a seed does not look for it. */
    DROPPED_REPORT_UNPROVEN,
    /** Registrations beyond the number a seed keeps. */
    DROPPED_REGISTRY_FULL,
    /** Registrations forgotten for want of room before anybody was met at their address. */
    DROPPED_UNCONFIRMED,
    /** Registrations of an address at which somebody else was met, or nobody. */
    DROPPED_FALSE_CLAIM,
    /** Connections ended: a registration in the place of a peer that was not met as the one that it says. */
    DROPPED_CONTESTED,
    /** Entries of other seeds that were refused. */
    DROPPED_BAD_IMPORT,
    /** Removals forgotten before their time, because too many were remembered. */
    DROPPED_TOMBSTONE,
    /** Links made eager at this peer's word. */
    GRAFTS,
    /** Links made lazy at this peer's word, since they brought what had come by another. */
    PRUNES,
    /** Links grafted because their announcements came before the messages themselves. */
    TREE_IMPROVED,
    /** Announcements sent, one a neighbour. */
    ANNOUNCEMENTS,
    /** Messages that came because they were asked for. */
    MESSAGES_FETCHED,
    /** Links that had so much waiting that messages were held back. */
    LINKS_CONGESTED,
    /** Messages not sent on a congested link but announced when it had drained. */
    MESSAGES_HELD_BACK,
    /**
     * Announcements that could not be followed or made, for want of room or of somebody to ask: left to the next
     * comparison.
     */
    DROPPED_ANNOUNCEMENT,
    /** Comparisons with other peers of what was seen, begun here. */
    COMPARISONS,
    /** Comparisons begun here that found a difference. */
    COMPARISONS_DIFFERED,
    /** Comparisons that others began and that were too many, or answers that nobody asked for. */
    DROPPED_COMPARISON,
    /** Messages older than any peer keeps them. */
    DROPPED_TOO_OLD,
    /** Messages that were fetched and kept for others, but not handed over: made before this peer came. */
    DROPPED_OF_BEFORE,
    /** Messages sent without a link by somebody who was not asked for them. */
    DROPPED_UNASKED,
    /** Messages sent to somebody who asked for them by their numbers. */
    MESSAGES_SUPPLIED,
    /** Messages retained for less than their time, for want of room. */
    RETAINED_TOO_SHORT,
    /** Visits to neighbours lost, to find out whether they are back. */
    LOST_VISITED,
    /** Neighbours lost and forgotten before their day was over, because too many were remembered. */
    DROPPED_REMEMBERED,
    /** Exchanges of views that changed nothing here: not asked for, or too many within a period. */
    DROPPED_SHUFFLES,
    /** Entries of others' views beyond the 15 taken in from one exchange. */
    DROPPED_SAMPLES,
    /** Messages that came on a connection that was no link, after this side was done with it. */
    DROPPED_LATE,
    /** Messages kept from the application until what they come after, or earlier ones of their origin, was there. */
    MESSAGES_HELD,
    /**
     * Messages handed to the application without what they come after: it did not come in time, or too many were held.
     */
    MESSAGES_EARLY,
    /** Messages handed to the application after a later one of their origin. */
    MESSAGES_LATE,
    /** Messages handed to the application while one or more of their origin just before them were missing. */
    MESSAGES_AFTER_GAP,
    /**
     * Messages whose hybrid time is more than an hour ahead of what most clocks show; delivered, but that time is
     * not followed.
     */
    TIMES_AHEAD,
    /**
     * Requests for announcements that were not answered: too many of one neighbour, each within a second of the one
     * before.
     */
    DROPPED_ANNOUNCE,
    /** Links that carried nothing although the neighbour lives, to be replaced. */
    LINKS_STUCK,
    /** Messages that had left the log of this peer before they were told to the operator, who was too slow. */
    MESSAGES_NOT_SHOWN,
    /** Dials refused at addresses that were listed, not reported to the seeds since more than 8 a minute were. */
    REFUSALS_NOT_REPORTED,
    /** Words of neighbours, to make no messages for a while, that were not heeded: they had used up their share. */
    DROPPED_SLOW,
    /** Large messages that came piece by piece. */
    LARGE_TAKEN,
    /** Large messages that came in part and went on from there, from somebody else or by another connection. */
    LARGE_RESUMED,
    /** Offers of large messages beyond those that are remembered. */
    DROPPED_OFFERS,
    /** Pieces of large messages that were not asked for, or not any more. */
    DROPPED_PIECES,
    /** Large messages of which what had come was thrown away: for want of room or of somebody that has it, or wrong. */
    DROPPED_PARTLY,
    /** Further copies of flooded messages, each by a way of its own. */
    COPIES_ARRIVED,
    /** Copies of flooded messages that cannot have come the way they show. */
    DROPPED_FORGED_PATH,
    /** Copies of flooded messages that were not sent on, since their way was too long to be told. */
    DROPPED_LONG_PATH,
    /** Flooded messages that went on without their way, since too many are under way. */
    DROPPED_FLOODS,
    /** Copies of flooded messages beyond those that may come, or wait, on one link. */
    DROPPED_COPIES,
    /** Copies of flooded messages that a consumer was too slow to be told of. */
    DROPPED_COPIES_FULL;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** The name in logs and answers: {@code dropped_duplicate}. */
    public String key() {
        return key;
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
            case NOT_LOCAL -> DROPPED_NOT_LOCAL;
            case OVERLOADED -> DROPPED_OVERLOADED;
        };
    }
}
