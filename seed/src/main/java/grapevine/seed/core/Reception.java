package grapevine.seed.core;

import grapevine.node.Link;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Who;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;

/** Before the hello: it is awaited; a person on this machine may ask without one. */
final class Reception extends Exchange {
    Reception(SeedParts parts, Incoming connection) {
        super(parts, connection, null);
    }

    @Override
    public void onHello(Hello hello) {
        SeedSettings settings = seed.settings;
        if (!hello.network().equals(settings.network())) {
            connection()
                    .end(
                            Reason.WRONG_NETWORK,
                            "this is network \"" + settings.network() + "\", not \"" + hello.network() + "\"");
        } else if (hello.role() == Role.PEER && settings.isSeed(hello.self())) {
            connection().end(Reason.BAD_FIELD, hello.self() + " is the address of a seed");
        } else {
            welcome(hello);
        }
    }

    private void welcome(Hello hello) {
        connection().say(answerTo(hello));
        if (isOtherSeed(hello)) {
            SeedExchange exchange = new SeedExchange(parts, connection(), hello);
            connection().handleBy(exchange);
            parts.connections().stands(hello.self(), exchange);
            return;
        }
        connection()
                .handleBy(
                        hello.role() == Role.PEER
                                ? new PeerExchange(parts, connection(), hello)
                                : new UnknownSeed(parts, connection(), hello));
        parts.connections().greeted(connection());
    }

    private Hello answerTo(Hello hello) {
        SeedSettings settings = seed.settings;
        long propose = hello.role() == Role.PEER && hello.age() == 0
                ? parts.registrar().proposeAge(hello.self(), hello.epoch())
                : 0;
        Ip seen = connection().remote();
        return new Hello(Role.SEED, settings.network(), settings.self(), settings.epoch(), 0, seen, propose);
    }

    /** A seed is believed if the configuration names it and it comes from there, or from this machine. */
    private boolean isOtherSeed(Hello hello) {
        Address other = hello.self();
        Link link = connection().link();
        return hello.role() == Role.SEED
                && !other.equals(seed.settings.self())
                && seed.settings.isSeed(other)
                && (link.remoteIp().equals(other.ip()) || link.remoteIp().isLoopback());
    }

    @Override
    public void onStatus(Status status) {
        askedWithoutHello();
        super.onStatus(status);
    }

    @Override
    public void onWho(Who who) {
        askedWithoutHello();
        super.onWho(who);
    }

    private void askedWithoutHello() {
        parts.connections().greeted(connection());
    }

    @Override
    public void onLivenessRequest(LivenessRequest request) {
        onUnexpected(request);
    }

    @Override
    public void onBye(Bye bye) {
        onUnexpected(bye);
    }
}
