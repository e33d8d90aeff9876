package grapevine.seed.core.talk;

import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.Identification;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.RegistryHash;
import grapevine.wire.Message;
import grapevine.wire.Message.Compare;
import grapevine.wire.Message.Fetch;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Registrations;

/** The standing link by which another seed of the configuration tells this one what changed, and compares. */
final class SeedExchange extends Exchange {
    private final Registry registry;
    private final Registrar registrar;
    private final Identification identification;
    private final Hello hello;
    private final RowStream stream;

    SeedExchange(
            Ground ground,
            Answers answers,
            Registry registry,
            Registrar registrar,
            Identification identification,
            Incoming connection,
            Hello hello) {
        super(ground, answers, connection, hello);
        this.registry = registry;
        this.registrar = registrar;
        this.identification = identification;
        this.hello = hello;
        this.stream = new RowStream(ground, registry);
    }

    @Override
    public void onRegistrations(Registrations registrations) {
        registrar.learn(hello.self(), registrations.rows(), connection().link().certified() != null);
    }

    @Override
    public void onCompare(Compare compare) {
        identification.agree(hello.self(), compare.id());
        RegistryHash hash = registry.hash();
        connection().say(compare.hash() == hash.whole() ? new Message.Same() : new Message.Buckets(hash.buckets()));
    }

    @Override
    public void onFetch(Fetch fetch) {
        stream.start(registry.addressesIn(fetch.buckets()), connection().link());
    }

    long due() {
        return stream.due();
    }

    void tick() {
        stream.tick(connection().link());
    }
}
