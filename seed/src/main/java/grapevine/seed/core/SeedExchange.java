package grapevine.seed.core;

import grapevine.wire.Message;
import grapevine.wire.Message.Compare;
import grapevine.wire.Message.Fetch;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Registrations;

/** The standing link by which another seed of the configuration tells this one what changed, and compares. */
final class SeedExchange extends Exchange {
    private final Hello hello;
    private final RowStream stream;

    SeedExchange(SeedParts parts, Incoming connection, Hello hello) {
        super(parts, connection, hello);
        this.hello = hello;
        this.stream = new RowStream(parts.seed());
    }

    @Override
    public void onRegistrations(Registrations registrations) {
        parts.registrar().learn(hello.self(), registrations.rows());
    }

    @Override
    public void onCompare(Compare compare) {
        RegistryHash hash = seed.registry.hash();
        connection().say(compare.hash() == hash.whole() ? new Message.Same() : new Message.Buckets(hash.buckets()));
    }

    @Override
    public void onFetch(Fetch fetch) {
        stream.start(seed.registry.addressesIn(fetch.buckets()), connection().link());
    }

    long due() {
        return stream.due();
    }

    void tick() {
        stream.tick(connection().link());
    }
}
