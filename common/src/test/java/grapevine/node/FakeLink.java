package grapevine.node;

import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import java.util.ArrayList;
import java.util.List;

/** A connection that goes nowhere: the test says what arrives on it and reads what was said. */
public final class FakeLink implements Link {
    private final Ip remoteIp;
    private final long number;
    private final Address to;
    private final List<Message> unread = new ArrayList<>();

    Conversation conversation;
    boolean open;
    boolean finished;
    boolean ended;
    private long backlog;
    private boolean stalled;
    private boolean drops;
    private boolean hasDropped;
    boolean isSmall;
    private Certified certified;

    /** @param to where it was dialled, null for an accepted one */
    FakeLink(Ip remoteIp, long number, Address to, Conversation conversation) {
        this.remoteIp = remoteIp;
        this.number = number;
        this.to = to;
        this.conversation = conversation;
    }

    @Override
    public Ip remoteIp() {
        return remoteIp;
    }

    @Override
    public Certified certified() {
        return certified;
    }

    /** Whom the other side has shown itself to be. */
    public FakeLink certified(String name, boolean isOperator) {
        certified = new Certificate(name, isOperator, null);
        return this;
    }

    /** The same, who is certified for this ip. */
    public FakeLink certifiedFor(String name, Ip ip) {
        certified = new Certificate(name, false, ip);
        return this;
    }

    /** What is said is not held to it, as that is the runner's business. */
    private record Certificate(String name, boolean isOperator, Ip ip) implements Certified {
        @Override
        public boolean isFor(Ip other) {
            return other.equals(ip);
        }

        @Override
        public void check(Hello hello) {}
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long backlog() {
        return backlog;
    }

    /** Lets the node believe that so many bytes wait. */
    public void setBacklog(long bytes) {
        backlog = bytes;
    }

    @Override
    public boolean isStalled() {
        return stalled;
    }

    /** Lets the node believe that the socket takes nothing. */
    public void setStalled(boolean takesNothing) {
        stalled = takesNothing;
    }

    @Override
    public boolean hasDropped() {
        boolean had = drops || hasDropped;
        hasDropped = false;
        return had;
    }

    /** Lets the node believe that something which it sent before was dropped. */
    public void dropsOne() {
        hasDropped = true;
    }

    /** Lets the node believe that what it sends is dropped. */
    public void setDropping(boolean isWithoutRoom) {
        drops = isWithoutRoom;
    }

    /** Whether it was dialled with small segments. */
    public boolean isSmall() {
        return isSmall;
    }

    /** Where it was dialled, null for an accepted one. */
    public Address to() {
        return to;
    }

    /** Whether bytes can pass: accepted, or dialled and opened, and not ended since. */
    public boolean isOpen() {
        return open && !ended;
    }

    /** Whether the node ended its direction. */
    public boolean isFinished() {
        return finished;
    }

    /** Whether the connection is no more, whoever ended it. */
    public boolean isEnded() {
        return ended;
    }

    /** What the node said on it since the last call, in order. */
    public List<Message> said() {
        List<Message> said = List.copyOf(unread);
        unread.clear();
        return said;
    }

    void say(Message message) {
        unread.add(message);
    }

    /** {@code #3>127.0.0.1:6001} when dialled, {@code #3<127.0.0.1} when accepted. */
    @Override
    public String toString() {
        return "#" + number + (to == null ? "<" + remoteIp : ">" + to);
    }
}
