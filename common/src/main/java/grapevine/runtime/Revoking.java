package grapevine.runtime;

import grapevine.keys.LiveKeys;
import grapevine.keys.NodeKeys;
import grapevine.keys.RevocationList;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Revoked;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has those out who are no more of the network. Each hello says which list of revoked certificates its sender has, and
 * whoever is behind is sent the later one right after the hello; a list that comes goes on to all who are linked, and
 * the links end of those on it. In the lane only.
 */
final class Revoking {
    /** The node around it. */
    interface Host {
        void count(Counter counter);

        void report(Fact fact);

        /** There is a later list, of which so far only those know who are linked. */
        void listCame(long now);
    }

    private final LiveKeys keys;
    private final Host host;

    /** The links that stand, with the number of the list that the other side has; -1 if it did not say. */
    private final Map<TcpLink, Long> links = new HashMap<>();

    /** Those who have brought a list that nobody believes here: none that comes from there is looked at any more. */
    private final Set<TcpLink> unbelieved = new HashSet<>();

    /** The number of the list that all links were held to. */
    private long taken;

    Revoking(LiveKeys keys, Host host) {
        this.keys = keys;
        this.host = host;
        this.taken = keys.now().revoked().number();
    }

    /** A link has begun, whose certificate was held to the keys as they were then. */
    void begun(long now, TcpLink link) {
        links.put(link, -1L);
        if (keys.now().revoked().has(link.shown().get(0))) {
            endRevoked(now, link);
        } else if (isOfFormer(link)) {
            endOfFormer(now, link);
        }
    }

    void ended(TcpLink link) {
        links.remove(link);
        unbelieved.remove(link);
    }

    /** What this node says of itself, with its list. */
    Hello signed(Hello hello) {
        return hello.withRevoked(keys.now().revoked().number());
    }

    /** The other side has said which list it has. */
    void greeted(TcpLink link, Hello hello) {
        if (links.containsKey(link)) {
            links.put(link, hello.revoked());
            tellIfBehind(link);
        }
    }

    /**
     * Sends the list to whoever has said that he has an earlier one, once; where there is no room, when it is next due.
     */
    void tellIfBehind(TcpLink link) {
        RevocationList list = keys.now().revoked();
        long its = links.getOrDefault(link, -1L);
        if (link.hasGreeted()
                && its >= 0
                && its < list.number()
                && link.sendIfRoom(new Revoked(list.number(), list.text()))) {
            links.put(link, list.number());
        }
    }

    /**
     * The other side has sent a list.
     *
     * @throws ProtocolException if it is none
     */
    void offered(long now, TcpLink link, Revoked message) throws ProtocolException {
        if (links.containsKey(link)) {
            links.merge(link, message.number(), Math::max);
        }
        if (message.number() <= keys.now().revoked().number()) {
            return; // it has crossed ours, or came by another link
        }
        if (unbelieved.contains(link)) {
            host.count(Counter.LISTS_UNBELIEVED);
            return;
        }
        switch (keys.offer(read(message), link.shown())) {
            case TAKEN -> taken(now, "network");
            case UNBELIEVED -> {
                host.count(Counter.LISTS_UNBELIEVED);
                unbelieved.add(link);
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

    /**
     * What was read anew in the directory of this node.
     *
     * @return whether some links are to end, one after the other, by {@link #endOne}
     */
    boolean changed(long now, LiveKeys.Change change) {
        if (change == LiveKeys.Change.KEYS) {
            NodeKeys own = keys.now();
            host.report(new Fact.KeysChanged(
                    own.self().name(),
                    own.certificate().getNotAfter().toInstant().toString()));
        }
        if (keys.now().revoked().number() > taken) {
            taken(now, "directory");
        }
        return links.keySet().stream().anyMatch(this::isOfFormer);
    }

    /** Trusted when the link began, and no more. */
    private boolean isOfFormer(TcpLink link) {
        return !keys.now().isStillOfNetwork(link.shown());
    }

    /**
     * Ends one link of a former authority; one at a time, so that those who are cut find another way meanwhile.
     *
     * @return whether there are more
     */
    boolean endOne(long now) {
        List<TcpLink> former = links.keySet().stream().filter(this::isOfFormer).toList();
        if (!former.isEmpty()) {
            endOfFormer(now, former.get(0));
        }
        return former.size() > 1;
    }

    private static void endOfFormer(long now, TcpLink link) {
        end(now, link, "the certificate of " + link.holder() + " is of a former authority");
    }

    private void taken(long now, String from) {
        NodeKeys own = keys.now();
        RevocationList list = own.revoked();
        taken = list.number();
        host.report(new Fact.RevokedListTaken(
                list.size(), Instant.ofEpochSecond(taken).toString(), from));
        if (list.has(own.certificate())) {
            host.report(new Fact.OwnCertificateRevoked(own.self().name()));
        }
        for (TcpLink link : List.copyOf(links.keySet())) {
            if (list.has(link.shown().get(0))) {
                endRevoked(now, link);
            } else {
                tellIfBehind(link);
            }
        }
        host.listCame(now);
    }

    private static void endRevoked(long now, TcpLink link) {
        end(now, link, "the certificate of " + link.holder() + " is revoked");
    }

    private static void end(long now, TcpLink link, String why) {
        link.violated(now, new ProtocolException(Reason.NOT_CERTIFIED, why));
    }
}
