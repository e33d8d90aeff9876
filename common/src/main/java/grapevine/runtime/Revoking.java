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
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Has those out who are no more of the network. Each hello says which list of revoked certificates its sender has, and
 * whoever is behind is sent the later one right after the hello; a list that comes goes on to all who are linked, and the
 * links end of those on it. In the lane only.
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

    /** Those who have brought a list that nobody believes here; a second one ends the link. */
    private final Map<TcpLink, Long> unbelieved = new HashMap<>();

    /** Those that are to end one after the other, as their certificates are of a former authority. */
    private final Queue<TcpLink> toEnd = new ArrayDeque<>();

    Revoking(LiveKeys keys, Host host) {
        this.keys = keys;
        this.host = host;
    }

    void begun(TcpLink link) {
        links.put(link, -1L);
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

    /** Sends the list to whoever has said that he has an earlier one, once. */
    void tellIfBehind(TcpLink link) {
        RevocationList list = keys.now().revoked();
        long its = links.getOrDefault(link, -1L);
        if (link.hasGreeted() && its >= 0 && its < list.number()) {
            links.put(link, list.number());
            link.send(new Revoked(list.number(), list.text()));
        }
    }

    /**
     * The other side has sent a list.
     *
     * @throws ProtocolException if it is none, or the second one that no authority signed which is trusted here
     */
    void offered(long now, TcpLink link, Revoked message) throws ProtocolException {
        if (links.containsKey(link)) {
            links.merge(link, message.number(), Math::max);
        }
        if (message.number() <= keys.now().revoked().number()) {
            return; // it has crossed ours, or came by another link
        }
        RevocationList list = read(message);
        switch (keys.offer(list)) {
            case TAKEN -> taken(now, "network");
            case UNBELIEVED -> refused(link, list);
            case KNOWN -> {}
        }
    }

    private static RevocationList read(Revoked message) throws ProtocolException {
        try {
            RevocationList list = RevocationList.ofText(message.list());
            if (list.number() == message.number()) {
                return list;
            }
            throw new ProtocolException(
                    Reason.BAD_FIELD,
                    "Revoked: number " + message.number() + " is not that of the list, " + list.number());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(Reason.BAD_FIELD, "Revoked: the text " + e.getMessage());
        }
    }

    private void refused(TcpLink link, RevocationList list) throws ProtocolException {
        host.count(Counter.LISTS_REFUSED);
        if (unbelieved.put(link, list.number()) != null) {
            throw new ProtocolException(
                    Reason.NOT_CERTIFIED, "Revoked: no authority that is trusted here signed list " + list.number());
        }
    }

    /** The keys of this node have changed in its directory. */
    void changed(long now, LiveKeys.Change change) {
        switch (change) {
            case NONE -> {}
            case LIST -> taken(now, "directory");
            case KEYS -> {
                NodeKeys own = keys.now();
                host.report(new Fact.KeysChanged(
                        own.self().name(),
                        own.certificate().getNotAfter().toInstant().toString()));
                taken(now, "directory");
                toEnd.clear();
                toEnd.addAll(links.keySet().stream().filter(this::isOfFormer).toList());
            }
        }
    }

    private boolean isOfFormer(TcpLink link) {
        X509Certificate[] shown = link.shown();
        return shown != null && !keys.now().isOfNetwork(shown);
    }

    /**
     * Ends one link of a former authority; one at a time, so that those who are cut find another way meanwhile.
     *
     * @return whether there are more
     */
    boolean endOne(long now) {
        TcpLink link = toEnd.poll();
        while (link != null && !links.containsKey(link)) {
            link = toEnd.poll();
        }
        if (link != null) {
            end(now, link, "the certificate of " + link.holder() + " is of a former authority: connect anew");
        }
        return !toEnd.isEmpty();
    }

    private void taken(long now, String from) {
        NodeKeys own = keys.now();
        RevocationList list = own.revoked();
        if (list.number() == 0) {
            return;
        }
        host.report(new Fact.RevokedListTaken(
                list.size(), Instant.ofEpochSecond(list.number()).toString(), from));
        if (list.has(own.certificate())) {
            host.report(new Fact.OwnCertificateRevoked(own.self().name()));
        }
        for (TcpLink link : new ArrayList<>(links.keySet())) {
            String refusal = refusal(link);
            if (refusal == null) {
                tellIfBehind(link);
            } else {
                end(now, link, refusal);
            }
        }
        host.listCame(now);
    }

    private @Nullable String refusal(TcpLink link) {
        X509Certificate[] shown = link.shown();
        return shown != null && keys.now().revoked().has(shown[0]) ? keys.now().refusal(shown[0], Instant.now()) : null;
    }

    private static void end(long now, TcpLink link, String why) {
        link.violated(now, new ProtocolException(Reason.NOT_CERTIFIED, why));
    }
}
