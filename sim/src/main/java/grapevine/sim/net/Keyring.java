package grapevine.sim.net;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.node.Certified;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.sim.keys.Authority;
import grapevine.sim.keys.Member;
import grapevine.sim.keys.ProcessKeys;
import grapevine.sim.keys.RevokedList;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Revoked;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a network whose nodes have some, and what the runner of a daemon does about them beneath the node: nobody
 * is let in without a certificate, a hello is held to it, and whoever is revoked is put out. How lists of those go on
 * is a model of {@code grapevine.runtime.Revoking}, which is tied to sockets: all links are told at once here, and one
 * authority signs for the whole run. What is kept of hosts and links stands here, and takes nothing without keys.
 */
public final class Keyring {
    /** What is known of the other end of a link. */
    private static final class Other {
        /** Of the list that it has; -1 if it did not say. */
        long number = -1;

        /** Whether this end has said its hello, before which it says nothing that has a body. */
        boolean hasGreeted;

        /** Nothing more is heard of it. */
        boolean isOver;
    }

    private final VirtualNetwork network;
    private final Authority authority;
    private final Map<Address, Member> members = new HashMap<>();
    private final Map<Address, ProcessKeys> current = new HashMap<>();
    private final Map<VirtualLink, Other> others = new HashMap<>();

    /** When each was revoked, ms. */
    private final Map<Address, Long> revoked = new HashMap<>();

    Keyring(VirtualNetwork network, Authority authority) {
        this.network = network;
        this.authority = authority;
    }

    /** Whatever runs at this address from now on is this member, certified for these ips, or for none. */
    public Member certify(Address at, KeyRole role, List<String> ips) {
        String name = role.word() + "-" + at.ip() + "-" + at.port();
        Member member = authority.certify(new Holder(name, role, ips, List.of()));
        members.put(at, member);
        current.remove(at);
        return member;
    }

    /** Who is certified at this address; null if nobody is. */
    public @Nullable Member member(Address at) {
        return members.get(at);
    }

    /** The name in the certificate of whoever runs at this address; null without. */
    public @Nullable String name(Address at) {
        Member member = members.get(at);
        return member == null ? null : member.holder().name();
    }

    /** How many signatures were checked in the whole network. */
    public long verified() {
        return authority.verified();
    }

    // Who is out

    /** These are no more of the network, which becomes known at one node first. */
    public void revoke(Collection<Address> these, Address knownAt) {
        RevokedList list = authority.revoke(these.stream().map(members::get).toList(), network.wallTime());
        for (Address each : these) {
            revoked.putIfAbsent(each, network.now());
            network.watcher().revoked(network.host(each));
        }
        VirtualHost first = network.host(knownAt);
        network.act(knownAt, now -> take(first, list, "directory"));
    }

    /** Whether whoever is at this address is revoked, and out as soon as all have heard it. */
    public boolean isRevoked(Address at) {
        return revoked.containsKey(at);
    }

    /** Whether the process here goes by a list on which that one stands. */
    boolean knowsRevoked(VirtualHost host, VirtualHost other) {
        ProcessKeys keys = of(host);
        Member member = members.get(other.address());
        return keys != null && member != null && keys.revoked().has(member);
    }

    // For the hosts

    /** What a process has; null if nobody is certified at its address. */
    @Nullable
    ProcessKeys of(VirtualHost host) {
        Member member = members.get(host.address());
        return member == null
                ? null
                : current.computeIfAbsent(host.address(), any -> new ProcessKeys(authority, member));
    }

    /** A process starts: what it was shown before is forgotten, and the list stands in its directory. */
    void started(Address at) {
        current.computeIfPresent(at, (any, before) -> new ProcessKeys(authority, before.self(), before.revoked()));
    }

    // For the links

    /** Whom the other end showed itself to be; null before there is a connection. */
    @Nullable
    Certified certified(VirtualLink link) {
        VirtualHost far = link.farHost();
        Member member = far == null || !link.isOpen() ? null : members.get(far.address());
        return member == null ? null : member.holder();
    }

    /** Why the process at this end lets the other one not in, in words that it is told; null if it does. */
    @Nullable
    String refusal(VirtualLink link) {
        VirtualHost owner = link.owner();
        VirtualHost far = link.other().owner();
        if (members.get(far.address()) == null) {
            return "it has no certificate of this network";
        }
        return knowsRevoked(owner, far) ? "its certificate is revoked" : null;
    }

    /** Counted as a handshake that failed is. */
    void refused(VirtualLink link) {
        link.owner().node().counters().add(Counter.TLS_FAILED);
        other(link).isOver = true;
    }

    void ended(VirtualLink link) {
        others.remove(link);
    }

    private Other other(VirtualLink link) {
        return others.computeIfAbsent(link, any -> new Other());
    }

    /** Whether the conversation of this end has been told that a rule was broken, and hears nothing more. */
    boolean isOver(VirtualLink link) {
        Other other = others.get(link);
        return other != null && other.isOver;
    }

    /** The node at this end says something; a hello says which list it has. */
    void send(VirtualLink link, Message message) {
        ProcessKeys keys = of(link.owner());
        if (keys != null && message instanceof Hello hello) {
            link.sendAsItIs(hello.withRevoked(keys.revoked().number()));
            other(link).hasGreeted = true;
            tellIfBehind(link);
        } else {
            link.sendAsItIs(message);
        }
    }

    /** Sends the list to whoever has said that he has an earlier one. */
    private void tellIfBehind(VirtualLink link) {
        ProcessKeys keys = of(link.owner());
        Other other = other(link);
        if (keys != null
                && other.hasGreeted
                && other.number >= 0
                && other.number < keys.revoked().number()) {
            other.number = keys.revoked().number();
            link.sendAsItIs(new Revoked(other.number, keys.revoked().text()));
        }
    }

    /** Something came: what is about certificates is held to them, or done, here. Returns whether the rest is to. */
    boolean isForNode(VirtualLink link, Message message) {
        if (message instanceof Revoked list) {
            offered(link, list);
            return false;
        }
        if (message instanceof Hello hello) {
            try {
                greeted(link, hello);
            } catch (ProtocolException notCertified) {
                violated(link, notCertified);
                return false;
            }
        }
        return true;
    }

    private void greeted(VirtualLink link, Hello hello) throws ProtocolException {
        Certified certified = certified(link);
        if (certified != null) {
            certified.check(hello);
        }
        meet(link);
        other(link).number = hello.revoked();
        tellIfBehind(link);
    }

    private void meet(VirtualLink link) {
        ProcessKeys keys = of(link.owner());
        Member other = members.get(link.other().owner().address());
        if (keys != null && other != null) {
            keys.met(other);
        }
    }

    private void violated(VirtualLink link, ProtocolException violation) {
        other(link).isOver = true;
        link.violated(violation);
    }

    private void offered(VirtualLink link, Revoked message) {
        VirtualHost owner = link.owner();
        ProcessKeys keys = of(owner);
        Other other = other(link);
        other.number = Math.max(other.number, message.number());
        if (keys == null || message.number() <= keys.revoked().number()) {
            return; // it has crossed ours, or came by another link
        }
        RevokedList list = authority.read(message.list());
        if (list == null) {
            owner.node().counters().add(Counter.LISTS_UNBELIEVED);
        } else {
            take(owner, list, "network");
        }
    }

    /** The process goes by this list from now on: the links end of those on it, and all others are told. */
    private void take(VirtualHost host, RevokedList list, String from) {
        ProcessKeys keys = of(host);
        if (keys == null || list.number() <= keys.revoked().number()) {
            return;
        }
        keys.take(list);
        host.enter(now -> host.report(new Fact.RevokedListTaken(
                list.keys().size(), Instant.ofEpochSecond(list.number()).toString(), from)));
        if (list.has(keys.self())) {
            host.enter(now -> host.report(
                    new Fact.OwnCertificateRevoked(keys.self().holder().name())));
        }
        for (VirtualLink link : host.links()) {
            if (link.isMet() && !isOver(link) && knowsRevoked(host, link.other().owner())) {
                String name = link.holder();
                violated(
                        link,
                        new ProtocolException(Reason.NOT_CERTIFIED, "the certificate of " + name + " is revoked"));
            }
        }
        for (VirtualLink link : host.links()) {
            tellIfBehind(link);
        }
        host.enter(host.node()::onRevoked);
    }
}
