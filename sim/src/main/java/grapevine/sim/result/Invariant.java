package grapevine.sim.result;

import java.util.Locale;

/** What holds in every run, whatever goes wrong; it is checked while the run goes on. */
public enum Invariant {
    /** Every peer but the oldest holds a link to an older peer that is there, or gets one within the repair window. */
    OLDER_LINK,
    /** The peers that can reach each other are one component, as soon as everyone has repaired its links. */
    ONE_COMPONENT,
    /** No application is handed a message twice. */
    NO_DUPLICATE,
    /** What an application is handed of one origin comes in the order of its making, or is marked as late. */
    ORDER,
    /**
     * A message is at each peer that had its place when it was published and stayed up for 60 s after that and after
     * the last fault, or that peer told that it missed it; unless nobody who has it is left. While a cut lasts, it is
     * owed on the side of its origin alone, and after 120 s. Where peers are killed and nothing else goes wrong, 15 s
     * are enough.
     */
    DELIVERY,
    /** No peer holds more links than its cap. */
    DEGREE_CAP,
    /** Nothing that a node keeps is more than its limit. */
    WITHIN_BOUNDS,
    /** No seed strikes off a peer that is up and answers, and every seed lists it. */
    NO_LIVE_REMOVED,
    /** Whoever was found dead by a seed does not come back to its list, unless it lives. */
    REMOVED_FOR_GOOD,
    /**
     * Messages sent = arrived + dropped for a reason + on their way; gossip arrived = delivered + dropped for a reason.
     */
    NO_SILENT_LOSS,
    /** With keys no application is handed a message that its origin did not publish, every byte of it. */
    NO_FORGED,
    /** With keys no node ends a connection for a broken rule of another one that keeps them all. */
    NO_HONEST_BLAMED,
    /** With keys no node distrusts one that keeps all rules, however bad the weather is. */
    NO_HONEST_BANNED,
    /**
     * Whoever is revoked has no link 10 s later, if nothing else went wrong from a minute before on, and in any case a
     * minute after the last thing that did.
     */
    REVOKED_OUT;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Whether it speaks of networks with keys alone. */
    public boolean isOfKeys() {
        return this == NO_FORGED || this == NO_HONEST_BLAMED || this == NO_HONEST_BANNED || this == REVOKED_OUT;
    }

    /** The name in tables and messages: {@code older-link}. */
    public String word() {
        return word;
    }
}
