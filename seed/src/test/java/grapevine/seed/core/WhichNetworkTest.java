package grapevine.seed.core;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Identity;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one seed makes of its identity, and who may register with it. */
class WhichNetworkTest {
    private static final Identity OTHER = Identity.made(7).firm();
    private static final Address A = Address.parse("127.0.0.1:6001");
    private static final Address B = Address.parse("127.0.0.1:6002");

    private final SeedRun seed = new SeedRun();

    @Test
    void its_own_number_has_stood_a_renewal_period_after_the_first_registration() {
        seed.node.advance(100_000);
        assertThat(seed.status()).contains(" identity=" + SeedRun.IDENTITY + " ");

        seed.join(A, 1);
        seed.node.advance(19_999);
        assertThat(seed.status()).contains(" identity=" + SeedRun.IDENTITY + " ");

        seed.node.advance(1);
        assertThat(seed.effects.takeFacts())
                .contains(new Fact.Identified(SeedRun.IDENTITY.firm().name(), "stood"));
        assertThat(seed.status()).contains(" identity=" + SeedRun.IDENTITY.firm() + " ");
    }

    @Test
    void a_seed_that_began_anew_becomes_what_its_peers_were_even_if_four_times_as_many_newcomers_came() {
        for (int i = 0; i < 4; i++) {
            seed.join(SeedRun.peer(i), 1 + i);
        }
        register(A, OTHER);

        seed.node.advance(20_000);

        assertThat(seed.effects.takeFacts()).contains(new Fact.Identified(OTHER.name(), "peers"));
        assertThat(seed.status()).contains(" identity=" + OTHER.knowing(SeedRun.IDENTITY) + " ");
    }

    @Test
    void one_among_many_newcomers_takes_no_network_along() {
        for (int i = 0; i < 5; i++) {
            seed.join(SeedRun.peer(i), 1 + i);
        }
        register(A, OTHER);

        seed.node.advance(20_000);

        assertThat(seed.effects.takeFacts())
                .contains(new Fact.Identified(SeedRun.IDENTITY.firm().name(), "stood"));
    }

    @Test
    void who_only_claims_to_be_somewhere_takes_no_network_along() {
        seed.join(A, 1);
        for (int i = 0; i < 20; i++) {
            claim(hello(new Address(B.ip(), 7_000 + i), OTHER));
        }

        seed.node.advance(20_000);

        assertThat(seed.effects.takeFacts())
                .contains(new Fact.Identified(SeedRun.IDENTITY.firm().name(), "stood"));
    }

    @Test
    void nor_does_it_keep_those_that_were_met_from_being_heard() {
        for (int i = 0; i < 20; i++) {
            claim(SeedRun.hello(new Address(B.ip(), 7_000 + i), 1, 5));
        }
        register(A, OTHER);
        claim(new Hello(
                Role.PEER, "default", A, 2, 5, null, 0, 0, Identity.made(8).firm()));

        seed.node.advance(20_000);

        assertThat(seed.effects.takeFacts()).contains(new Fact.Identified(OTHER.name(), "peers"));
    }

    @Test
    void nor_does_it_take_the_room_of_those_that_are_met() {
        for (int i = 0; i < 1_100; i++) {
            claim(hello(new Address(B.ip(), 7_000 + i), Identity.made(8).firm()));
        }
        register(A, OTHER);

        seed.node.advance(20_000);

        assertThat(seed.effects.takeFacts()).contains(new Fact.Identified(OTHER.name(), "peers"));
    }

    /** Registers, and is not met. */
    private void claim(Hello hello) {
        seed.node.feed(seed.greet(hello), new Register(1, 5, 0, 0));
        seed.effects.takeDials();
    }

    @Test
    void a_peer_of_another_network_is_told_what_this_one_is_and_not_entered() {
        seed.join(A, 1);
        seed.node.advance(20_000);
        FakeLink link = seed.node.accept(Ip.LOOPBACK);

        seed.node.feed(link, hello(B, OTHER), new Register(1, 2, 0, 0));

        String text = "this is network \"default\" " + SeedRun.IDENTITY.firm().name() + ", not " + OTHER.name();
        assertThat(link.said()).hasSize(2).last().isEqualTo(new Failure("wrong-network", text));
        assertThat(seed.facts()).contains(new Fact.ConnectionEnded(Ip.LOOPBACK, "wrong-network", text));
        assertThat(seed.count(Counter.DROPPED_WRONG_NETWORK)).isEqualTo(1);
        assertThat(seed.who()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_accused_at_whose_address_another_network_lives_is_dropped_without_a_tombstone(boolean saysHello) {
        seed.join(A, 1);
        seed.join(B, 2);
        seed.node.advance(20_000);
        seed.ask(hello(A, null), new DeadNode(B, 123, Ip.LOOPBACK, 1));
        FakeLink probe = seed.node.open(seed.effects.takeDial(B));
        seed.facts();

        seed.node.feed(probe, saysHello ? hello(B, OTHER) : new Failure("wrong-network", "this is network b"));

        assertThat(seed.facts()).contains(new Fact.PeerRemoved(B, 1, "another-network", 1));
        assertThat(seed.status()).contains(" peers=1 tombstones=0 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:6001", "[::1]:6001", "224.0.0.1:6001", "[ff02::1]:6001", "255.255.255.255:6001"})
    void an_address_that_cannot_be_a_peers_seen_from_here_is_not_entered_and_the_right_one_is_named(String address) {
        FakeLink link = seed.node.accept(Ip.v4(0x0a000007));

        seed.node.feed(link, SeedRun.hello(Address.parse(address), 1, 0), new Register(1, 0, 0, 0));

        String text = address + " is not where others find you: --advertise 10.0.0.7 would be";
        assertThat(link.said()).last().isEqualTo(new Failure("bad-field", text));
        assertThat(seed.facts()).contains(new Fact.ConnectionEnded(Ip.v4(0x0a000007), "bad-field", text));
        assertThat(seed.who()).isEmpty();
    }

    private void register(Address peer, Identity from) {
        assertThat(seed.ask(hello(peer, from), new Register(1, 5, 0, 0))).isInstanceOf(Registered.class);
    }

    private static Hello hello(Address peer, Identity id) {
        return new Hello(Role.PEER, "default", peer, 1, 5, null, 0, 0, id);
    }

    @Test
    void with_keys_it_has_their_number_from_the_first_moment_and_nobody_names_another() {
        Identity certified = Identity.made(500).firm();
        SeedRun closed =
                new SeedRun(SeedSettings.at(SeedRun.SELF, SeedRun.EPOCH).build(), 1, 500L);
        assertThat(closed.effects.takeFacts()).contains(new Fact.Identified(certified.name(), "keys"));
        closed.join(A, 1);

        FakeLink foreign = closed.node.accept(B.ip());
        closed.node.feed(foreign, hello(B, OTHER), new Register(1, 0, 0, 0));
        FakeLink yielding = closed.node.accept(B.ip());
        closed.node.feed(yielding, hello(B, Identity.made(8)), new Register(1, 0, 0, 0));
        closed.node.advance(60_000);

        assertThat(foreign.said()).anyMatch(WhichNetworkTest::isWrongNetwork);
        assertThat(yielding.said()).anyMatch(WhichNetworkTest::isWrongNetwork);
        assertThat(closed.status()).contains(" identity=" + certified + " ");
    }

    private static boolean isWrongNetwork(Message said) {
        return said instanceof Failure failure && failure.reason().equals("wrong-network");
    }
}
