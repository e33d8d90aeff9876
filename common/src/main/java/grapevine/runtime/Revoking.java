package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.keys.NodeKeys;
import grapevine.keys.RevocationList;
import grapevine.keys.RevocationLists;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Revoked;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Has those out who are no more of the network. Each hello says which list of revoked certificates its sender has, and
 * whoever is behind is sent the later one right after the hello; a list that comes goes on to all who are linked, and
 * the links end of those on it. In the lane only.
 */
final class Revoking {
    /** From one step of what is done by and by to the next. */
    static final long STEP_MS = 100;

    /** So many are sent the list in one step, as it may be long. */
    private static final int TOLD_A_STEP = 8;

    /** So many certificates are held to other authorities in one step. */
    private static final int CHECKED_A_STEP = 4;

    /** Links of a former authority end one after the other, with so long for others in their place. */
    private static final long BETWEEN_ENDS_MS = 1_000;

    /** After a list that nobody believes here, none of who brought it is looked at for so long. */
    private static final long UNBELIEVED_MS = 10_000;

    private static final int MOST_UNBELIEVED = 256;

    /** The node around it. */
    interface Host {
        void count(Counter counter);

        void report(Fact fact);

        /** There is a later list, of which so far only those know who are linked, or will soon. */
        void listCame(long now);

        /** {@link #step} is to be called soon, and while it says so. */
        void stepSoon();
    }

    private final LiveKeys keys;
    private final KeyClock clock;
    private final Host host;

    /** Those that stand. */
    private final Map<TcpLink, Other> links = new LinkedHashMap<>();

    /** Until when no list is looked at that they bring, by their names; who came last is the last. */
    private final Map<String, Long> unbelieved = new LinkedHashMap<>();

    private final Queue<TcpLink> toTell = new ArrayDeque<>();
    private final Queue<TcpLink> toCheck = new ArrayDeque<>();
    private long nextEnd = Long.MIN_VALUE;

    /** The number of the list that all links were held to. */
    private long taken;

    /** The certificate of this node of which it was said that it is revoked. */
    private @Nullable X509Certificate saidOf;

    /** How many the last list lacked when that was looked at. */
    private int lacking;

    /** What is known of the other end of a link. */
    private static final class Other {
        /** Of the list that it has; -1 if it did not say. */
        long number = -1;
    }

    Revoking(LiveKeys keys, KeyClock clock, Host host) {
        this.keys = keys;
        this.clock = clock;
        this.host = host;
        this.taken = keys.now().revoked().number();
    }

    /** The node begins. */
    void start() {
        sayIfRevoked();
        sayIfLacking();
    }

    private void sayIfRevoked() {
        NodeKeys own = keys.now();
        if (own.allRevoked().has(own.certificate()) && !own.certificate().equals(saidOf)) {
            saidOf = own.certificate();
            host.report(new Fact.OwnCertificateRevoked(own.self().name()));
        }
    }

    /** Once of each number: whoever signed the last list did not know of all that were revoked. */
    private void sayIfLacking() {
        RevocationLists lists = keys.now().allRevoked();
        int before = lacking;
        lacking = lists.lacking();
        if (lacking > 0 && lacking != before) {
            host.report(new Fact.RevokedListLacks(
                    lacking,
                    Instant.ofEpochSecond(keys.now().revoked().number()).toString(),
                    lists.forgotten()));
        }
    }

    /** A link has begun, whose certificate was held to the keys as they were then. */
    void begun(long now, TcpLink link) {
        links.put(link, new Other());
        if (keys.now().allRevoked().has(link.certificate())) {
            endRevoked(now, link);
        } else if (!link.wasHeldTo(keys.now()) && isOfFormer(link)) {
            endOfFormer(now, link);
        }
    }

    void ended(TcpLink link) {
        links.remove(link);
    }

    /** What this node says of itself, with its list. */
    Hello signed(Hello hello) {
        return hello.withRevoked(keys.now().revoked().number());
    }

    /** The other side has said which list it has, and what its clock shows. */
    void greeted(TcpLink link, Hello hello) {
        clock.heard(String.valueOf(link.holder()), hello.time());
        Other other = links.get(link);
        if (other != null) {
            other.number = hello.revoked();
            tellIfBehind(link);
        }
    }

    /** Sends the list to whoever has said that he has an earlier one; when there is room for it. */
    void tellIfBehind(TcpLink link) {
        RevocationList list = keys.now().revoked();
        Other other = links.get(link);
        if (other == null || !link.hasGreeted() || other.number < 0 || other.number >= list.number()) {
            return;
        }
        if (link.sendIfRoom(new Revoked(list.number(), list.text()))) {
            other.number = list.number();
        } else {
            toTell.add(link);
            host.stepSoon();
        }
    }

    /**
     * The other side has sent a list.
     *
     * @throws ProtocolException if it is none
     */
    void offered(long now, TcpLink link, Revoked message) throws ProtocolException {
        Other other = links.get(link);
        if (other == null) {
            return;
        }
        other.number = Math.max(other.number, message.number());
        if (message.number() <= keys.now().revoked().number()) {
            return; // it has crossed ours, or came by another link
        }
        String holder = String.valueOf(link.holder());
        if (now < unbelieved.getOrDefault(holder, Long.MIN_VALUE)) {
            host.count(Counter.LISTS_UNBELIEVED);
            return;
        }
        switch (keys.offer(read(message))) {
            case TAKEN -> taken(now, "network");
            case UNBELIEVED -> {
                host.count(Counter.LISTS_UNBELIEVED);
                unbelieved.remove(holder);
                unbelieved.put(holder, now + UNBELIEVED_MS);
                if (unbelieved.size() > MOST_UNBELIEVED) {
                    unbelieved.remove(unbelieved.keySet().iterator().next());
                }
            }
            case KNOWN -> {}
        }
    }

    private static RevocationList read(Revoked message) throws ProtocolException {
        RevocationList list;
        try {
            list = RevocationList.ofText(message.list());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(Reason.BAD_FIELD, "Revoked: the text " + e.getMessage());
        }
        if (list.number() != message.number()) {
            throw new ProtocolException(
                    Reason.BAD_FIELD,
                    "Revoked: number " + message.number() + " is not that of the list, " + list.number());
        }
        return list;
    }

    /** What was read anew in the directory of this node. */
    void changed(long now, LiveKeys.Change change) {
        if (change == LiveKeys.Change.KEYS) {
            NodeKeys own = keys.now();
            host.report(new Fact.KeysChanged(
                    own.self().name(),
                    own.certificate().getNotAfter().toInstant().toString()));
            toCheck.addAll(links.keySet());
            unbelieved.clear();
        }
        long number = keys.now().revoked().number();
        if (number < taken) { // that one was signed by an authority that is trusted no more
            links.values().forEach(other -> other.number = Math.min(other.number, 0));
            taken = 0;
        }
        if (number > taken) {
            taken(now, "directory");
        } else {
            endThoseRevoked(now); // by an earlier list, which has more
        }
        host.stepSoon();
    }

    private void taken(long now, String from) {
        RevocationList list = keys.now().revoked();
        taken = list.number();
        host.report(new Fact.RevokedListTaken(
                list.size(), Instant.ofEpochSecond(taken).toString(), from));
        endThoseRevoked(now);
        toTell.clear();
        toTell.addAll(links.keySet());
        host.stepSoon();
        host.listCame(now);
    }

    private void endThoseRevoked(long now) {
        sayIfRevoked();
        sayIfLacking();
        RevocationLists lists = keys.now().allRevoked();
        for (TcpLink link : List.copyOf(links.keySet())) {
            if (lists.has(link.certificate())) {
                endRevoked(now, link);
            }
        }
    }

    /**
     * Does some of what is to be done by and by: tells the list to those who are linked, and holds their certificates
     * to the authorities that are trusted now.
     *
     * @return whether there is more to do
     */
    boolean step(long now) {
        for (int i = Math.min(TOLD_A_STEP, toTell.size()); i > 0; i--) {
            tellIfBehind(toTell.remove());
        }
        for (int i = 0; i < CHECKED_A_STEP && now >= nextEnd && !toCheck.isEmpty(); i++) {
            TcpLink link = toCheck.remove();
            if (links.containsKey(link) && isOfFormer(link)) {
                nextEnd = now + BETWEEN_ENDS_MS;
                endOfFormer(now, link);
            }
        }
        return !toTell.isEmpty() || !toCheck.isEmpty();
    }

    /** Trusted when the link began, and no more. */
    private boolean isOfFormer(TcpLink link) {
        return !keys.now().isOfNetwork(link.shown());
    }

    private static void endOfFormer(long now, TcpLink link) {
        end(now, link, "the certificate of " + link.holder() + " is of a former authority");
    }

    private static void endRevoked(long now, TcpLink link) {
        end(now, link, "the certificate of " + link.holder() + " is revoked");
    }

    private static void end(long now, TcpLink link, String why) {
        link.violated(now, new ProtocolException(Reason.NOT_CERTIFIED, why));
    }
}
