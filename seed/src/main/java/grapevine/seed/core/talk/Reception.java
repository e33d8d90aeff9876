package grapevine.seed.core.talk;

import grapevine.node.Conversation;
import grapevine.node.Link;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.probe.Confirming;
import grapevine.seed.core.probe.Probes;
import grapevine.seed.core.registry.Identification;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;

/** Takes in whoever connects, and decides by the hello what may be said from then on, and who answers it. */
public final class Reception {
    private final Ground ground;
    private final Registry registry;
    private final Registrar registrar;
    private final Identification identification;
    private final Confirming confirming;
    private final Probes probes;
    private final Connections connections;
    private final Answers answers;

    /**
     * The reception of one seed.
     *
     * @param connections where it enters whom it takes in
     * @param links the links of the same seed, of whose state its answers tell
     */
    public Reception(
            Ground ground,
            Registry registry,
            Registrar registrar,
            Identification identification,
            Confirming confirming,
            Probes probes,
            Connections connections,
            SeedLinks links) {
        this.ground = ground;
        this.registry = registry;
        this.registrar = registrar;
        this.identification = identification;
        this.confirming = confirming;
        this.probes = probes;
        this.connections = connections;
        this.answers = new Answers(ground, registry, links);
    }

    /** Somebody connected: a hello is awaited, for a while. */
    public Conversation welcome(Link link) {
        Incoming connection = new Incoming(ground, connections, this, link);
        connections.add(connection);
        return connection;
    }

    /** Somebody connected too late: this seed has left. */
    public Conversation turnAway(Link link) {
        Incoming connection = new Incoming(ground, connections, this, link);
        connection.close();
        return connection;
    }

    /** Who answers before the hello. */
    Message.Handler newcomer(Incoming connection) {
        return new Newcomer(ground, answers, this, connection);
    }

    /** It said hello. */
    void greeted(Incoming connection, Hello hello) {
        SeedSettings settings = ground.settings();
        if (!hello.network().equals(settings.network())) {
            connection.end(
                    Reason.WRONG_NETWORK,
                    "this is network \"" + settings.network() + "\", not \"" + hello.network() + "\"");
        } else if (hello.role() == Role.PEER && settings.isSeed(hello.self())) {
            connection.end(Reason.BAD_FIELD, hello.self() + " is the address of a seed");
        } else {
            ground.heard(hello);
            connection.say(answerTo(hello, connection.remote()));
            hand(connection, hello);
        }
    }

    private Hello answerTo(Hello hello, Ip seen) {
        long propose =
                hello.role() == Role.PEER && hello.age() == 0 ? registrar.proposeAge(hello.self(), hello.epoch()) : 0;
        return ground.hello(seen, propose);
    }

    /** To the exchange that the hello entitles to. */
    private void hand(Incoming connection, Hello hello) {
        if (isOtherSeed(hello, connection.remote())) {
            SeedExchange exchange =
                    new SeedExchange(ground, answers, registry, registrar, identification, connection, hello);
            connection.handleBy(exchange);
            connections.stands(hello.self(), exchange);
            return;
        }
        connection.handleBy(
                hello.role() == Role.PEER
                        ? new PeerExchange(
                                ground, answers, registrar, identification, confirming, probes, connection, hello)
                        : new UnknownSeed(ground, answers, connection, hello));
        connections.greeted(connection);
    }

    /** A seed is believed if the configuration names it and it comes from there, or from this machine. */
    private boolean isOtherSeed(Hello hello, Ip from) {
        Address other = hello.self();
        return hello.role() == Role.SEED
                && !other.equals(ground.settings().self())
                && ground.settings().isSeed(other)
                && (from.equals(other.ip()) || from.isLoopback());
    }

    /** It asked what needs no hello. */
    void askedWithoutHello(Incoming connection) {
        connections.greeted(connection);
    }
}
