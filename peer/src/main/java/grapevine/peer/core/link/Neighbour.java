package grapevine.peer.core.link;

import grapevine.node.Link;
import grapevine.peer.core.ground.Bundle;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.Hello;
import grapevine.wire.Origin;
import org.jspecify.annotations.Nullable;

/**
 * A peer we hold a link to. What is kept of one link stands here side by side, since most of what a large network takes
 * is links: who it is and what it last said of itself; when it was heard, which only health writes; and how messages go
 * on its link, which only gossip writes.
 */
public final class Neighbour {
    private static final byte EAGER = 1;
    private static final byte LISTENS = 2;
    private static final byte PINGED = 4;
    private static final byte ANSWERED = 8;
    private static final byte PINGED_US = 16;
    private static final byte MISSED = 32;
    private static final byte TAKES_PIECES = 64;
    private static final byte TAKES_WAYS = Byte.MIN_VALUE;

    private final Address address;
    private final long epoch;
    private final long age;
    private final boolean older;
    private PeerLink conversation;
    private int olderLinks;
    private int degree;

    private long heardAt;
    private @Nullable Silence silence;

    /** Yes and no side by side in one byte, for there are many links. */
    private byte marks;

    private boolean hasUntold;
    private byte told;
    private long toldAt;
    private long turnedAt = -1;
    private long gossipedAt = -1;
    private @Nullable Bundle skipped;

    /**
     * One whose link has just been made.
     *
     * @param hello what it said of itself
     * @param older whether it comes before us
     */
    public Neighbour(PeerLink conversation, Hello hello, boolean older, long now) {
        this.conversation = conversation;
        this.older = older;
        address = hello.self();
        epoch = hello.epoch();
        age = hello.age();
        heardAt = now;
        toldAt = conversation.greetedAt();
        mark(TAKES_PIECES, hello.takesPieces());
        mark(TAKES_WAYS, hello.takesWays());
    }

    // Who it is

    /** Where it listens. */
    public Address address() {
        return address;
    }

    /** The start of its process (ms since 1970). */
    public long epoch() {
        return epoch;
    }

    /** By which its messages are named. */
    public Origin origin() {
        return new Origin(address, epoch);
    }

    /** Its place among all peers (ms); smaller is older. */
    public long age() {
        return age;
    }

    /** Whether large messages may be offered to it. */
    public boolean takesPieces() {
        return has(TAKES_PIECES);
    }

    /** Whether messages may be flooded by way of it. */
    public boolean takesWays() {
        return has(TAKES_WAYS);
    }

    /** Whether it comes before us. */
    public boolean isOlder() {
        return older;
    }

    /** The connection that its link goes over now. */
    public PeerLink conversation() {
        return conversation;
    }

    /** What its words come in on now. */
    public Link link() {
        return conversation.link();
    }

    /** Another connection to the same peer stays instead. */
    public void moveTo(PeerLink other) {
        conversation = other;
        told = 0;
    }

    /** What it says of itself; a number below 0 says nothing. */
    public void says(int itsOlderLinks, int itsDegree) {
        if (itsOlderLinks >= 0) {
            olderLinks = itsOlderLinks;
        }
        if (itsDegree >= 0) {
            degree = itsDegree;
        }
    }

    /** How many links to older peers it holds, as it last said. */
    public int olderLinks() {
        return olderLinks;
    }

    /** How many links it holds, as it last said. */
    public int degree() {
        return degree;
    }

    /** The same, as it is said to others. */
    public Entry entry() {
        return new Entry(address, degree, age, epoch);
    }

    // When it was heard

    /** Anything came of it: whatever was asked is answered by that. */
    public void heard(long now) {
        heardAt = now;
        silence = null;
        if (has(PINGED)) {
            mark(ANSWERED, true);
        }
    }

    /** When anything was last heard of it. */
    public long heardAt() {
        return heardAt;
    }

    /** It has been silent for so long that it is asked. */
    public void fallsSilent(Silence rounds) {
        silence = rounds;
    }

    /** Where the liveness rounds stand; null while nothing was asked since it was last heard. */
    public @Nullable Silence silence() {
        return silence;
    }

    /** Whether it lives, as others say, and the link to it carries nothing. */
    public boolean isStuck() {
        return silence != null && silence.isStuck();
    }

    /** Liveness rounds in a row without an answer. */
    public int missed() {
        return silence == null ? 0 : silence.missed();
    }

    /** It was pinged. */
    public void pinged() {
        mark(PINGED, true);
        mark(ANSWERED, false);
    }

    /** It pinged us. */
    public void pingedUs() {
        mark(PINGED_US, true);
    }

    /** Whether it was pinged since the {@link #pingsTold}. */
    public boolean isPinged() {
        return has(PINGED);
    }

    /** Whether anything was heard of it since it was last pinged. */
    public boolean hasAnswered() {
        return has(ANSWERED);
    }

    /** Whether it pinged us since the {@link #pingsTold}. */
    public boolean hasPingedUs() {
        return has(PINGED_US);
    }

    /** A liveness round ended without an answer. */
    public void missedRound() {
        mark(MISSED, true);
    }

    /** Whether one did since the {@link #pingsTold}. */
    public boolean hasMissedRound() {
        return has(MISSED);
    }

    /** The operator was told of the pings. */
    public void pingsTold() {
        mark(MISSED, false);
        mark(PINGED, false);
        mark(ANSWERED, false);
        mark(PINGED_US, false);
    }

    private boolean has(byte mark) {
        return (marks & mark) != 0;
    }

    private void mark(byte mark, boolean on) {
        marks = (byte) (on ? marks | mark : marks & ~mark);
    }

    // How messages go

    /** Whether messages go to it as they come, and come from it; else they are only announced. */
    public boolean isEager() {
        return has(EAGER);
    }

    /** The link becomes eager or lazy. */
    public void turn(boolean eager, long now) {
        mark(EAGER, eager);
        turnedAt = now;
    }

    /** When its link last became eager or lazy, -1 if it never did. */
    public long turnedAt() {
        return turnedAt;
    }

    /** It passed a message on to us that we did not have. */
    public void gossiped(long now) {
        gossipedAt = now;
    }

    /** When it last did so, -1 if it never did. */
    public long gossipedAt() {
        return gossipedAt;
    }

    /** Whether it asked us to announce what we get. */
    public boolean listens() {
        return has(LISTENS);
    }

    /** It asks us to announce what we get, or not to. */
    public void listen(boolean on) {
        mark(LISTENS, on);
    }

    /** It is told what came here lately, which is counted up to {@code most} times. */
    public void tell(long now, int most) {
        toldAt = now;
        told = (byte) Math.min(told + 1, most);
    }

    /** What it is told next is not told again in a row. */
    public void tellAnew() {
        told = 0;
    }

    /** When it was last told what had come here lately; until then, when it said who it is. */
    public long toldAt() {
        return toldAt;
    }

    /** How often in a row it was told so on this connection; 0 if never. */
    public int told() {
        return told;
    }

    /** So much waits on its link that what comes now is collected here, to be announced later. */
    public void congested(Bundle toAnnounce) {
        skipped = toAnnounce;
    }

    /** It may have more than it could tell us of, or that has been looked into. */
    public void hasUntold(boolean has) {
        hasUntold = has;
    }

    /** Whether it may have more than it could tell us of. */
    public boolean hasUntold() {
        return hasUntold;
    }

    /** Its link takes messages again. */
    public void drained() {
        skipped = null;
    }

    /** What was not sent on its congested link and will be announced; null while it is not congested. */
    public @Nullable Bundle skipped() {
        return skipped;
    }
}
