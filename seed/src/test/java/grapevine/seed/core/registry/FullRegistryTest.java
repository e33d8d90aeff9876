package grapevine.seed.core.registry;

import static grapevine.seed.core.SeedRun.SECOND;
import static grapevine.seed.core.SeedRun.SELF;
import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registrations;
import grapevine.wire.Registration;
import grapevine.wire.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A seed that keeps as much as it may: who goes, who is refused, and what the operator is told. */
class FullRegistryTest {
    private static final Register FIRST = new Register(1, 0, 0, 0);
    private static final Budget LEAST = new Budget(0);

    @Test
    void a_seed_keeps_as_many_peers_as_there_is_memory_for_and_says_so() {
        SeedRun seed = new SeedRun();
        seed.effects.takeFacts();
        seed.node.budget(LEAST);
        int most = LEAST.rows();
        assertThat(seed.facts()).containsExactly(new Fact.RegistryBounded(most, 4_096, LEAST.tombstones()));
        for (int i = 0; i < most; i++) {
            seed.ask(hello(peer(i), 1, WALL), new Register(1, WALL, 0, 0));
        }
        seed.effects.takeFacts();

        FakeLink refused = seed.greet(hello(peer(most), 1, 0));
        seed.node.feed(refused, FIRST);

        assertThat(refused.said())
                .containsExactly(new Failure("overloaded", "this seed keeps no more than " + most + " peers"));
        assertThat(seed.effects.takeFacts(Fact.RegistryFull.class))
                .containsExactly(new Fact.RegistryFull("peers", most));
        assertThat(seed.count(Counter.DROPPED_REGISTRY_FULL)).isEqualTo(1);
        assertThat(seed.status()).contains(" peers=" + most + " ");
    }

    @Test
    void the_settings_bound_it_however_much_memory_there_is() {
        SeedRun seed = withRoomFor(1);
        seed.node.budget(Budget.PLENTY);
        seed.join(peer(1), WALL);

        FakeLink refused = seed.greet(hello(peer(2), 1, 0));
        seed.node.feed(refused, FIRST);

        assertThat(refused.said()).containsExactly(new Failure("overloaded", "this seed keeps no more than 1 peers"));
    }

    @Test
    void of_peers_those_go_first_that_were_not_met() {
        SeedRun seed = withRoomFor(3);
        seed.join(peer(1), WALL);
        claim(seed, 2);
        claim(seed, 3);
        seed.effects.takeFacts();

        seed.join(peer(4), WALL);

        assertThat(seed.effects.takeFacts(Fact.RegistryFull.class)).containsExactly(new Fact.RegistryFull("peers", 3));
        assertThat(seed.count(Counter.DROPPED_UNCONFIRMED)).isEqualTo(1);
        assertThat(listed(seed)).containsExactly(peer(1), peer(3), peer(4));
        seed.join(peer(5), WALL);
        assertThat(listed(seed)).containsExactly(peer(1), peer(4), peer(5));
    }

    @Test
    void where_there_is_room_for_fewer_no_claim_goes_that_is_renewed_just_then() {
        SeedRun seed = new SeedRun();
        claim(seed, 0);
        claim(seed, 1);
        int most = LEAST.rows();
        for (int i = 2; i <= most; i++) {
            seed.ask(hello(peer(i), 1, WALL), new Register(1, WALL, 0, 0));
        }
        seed.node.budget(LEAST);

        FakeLink renewed = seed.greet(hello(peer(0), 1, 0));
        seed.node.feed(renewed, new Register(2, 0, 1, 0));

        assertThat(seed.status()).contains(" peers=" + most + " ");
        assertThat(seed.who())
                .anyMatch(line -> line.startsWith("peer=" + peer(0) + " "))
                .noneMatch(line -> line.startsWith("peer=" + peer(1) + " "));
    }

    @Test
    void what_another_seed_met_takes_the_place_of_what_this_one_did_not() {
        SeedRun seed = new SeedRun(
                SeedSettings.at(SELF, 1)
                        .seeds(List.of(SELF, SECOND))
                        .maxPeers(1)
                        .build(),
                1);
        claim(seed, 1);
        FakeLink link = seed.node.accept(Ip.LOOPBACK);
        seed.node.feed(link, new Hello(Role.SEED, "default", SECOND, 2, 0));

        seed.node.feed(link, rows(2));
        seed.node.feed(link, rows(3));

        assertThat(listed(seed)).containsExactly(peer(2));
        assertThat(seed.count(Counter.DROPPED_UNCONFIRMED)).isEqualTo(1);
        assertThat(seed.count(Counter.DROPPED_REGISTRY_FULL)).isEqualTo(1);
    }

    @Test
    void one_that_is_met_when_all_places_are_taken_by_others_that_were_is_not_entered() {
        SeedRun seed = withRoomFor(2);
        seed.join(peer(1), WALL);
        FakeLink link = claim(seed, 2);
        assertThat(link).isNotNull();
        seed.join(peer(3), WALL);

        seed.beMet(hello(peer(2), 1, 0));

        assertThat(listed(seed)).containsExactly(peer(1), peer(3));
        assertThat(seed.count(Counter.DROPPED_REGISTRY_FULL)).isEqualTo(1);
    }

    @Test
    void of_removals_it_remembers_as_many_as_there_is_memory_for() {
        SeedRun seed = new SeedRun();
        seed.node.budget(LEAST);
        for (int i = 0; i <= LEAST.tombstones(); i++) {
            seed.ask(hello(peer(i), 1, WALL), new Register(1, WALL, 0, 0));
            seed.ask(hello(peer(i), 1, WALL), new Leave(1));
        }

        assertThat(seed.status()).contains(" tombstones=" + LEAST.tombstones() + " ");
        assertThat(seed.count(Counter.DROPPED_TOMBSTONE)).isEqualTo(1);
        assertThat(seed.effects.takeFacts(Fact.RegistryFull.class))
                .containsExactly(new Fact.RegistryFull("tombstones", LEAST.tombstones()));
    }

    private static SeedRun withRoomFor(int peers) {
        return new SeedRun(SeedSettings.at(SELF, 1).maxPeers(peers).build(), 1);
    }

    /** Registers and is not met yet. */
    private static FakeLink claim(SeedRun seed, int number) {
        FakeLink link = seed.greet(hello(peer(number), 1, 0));
        seed.node.feed(link, FIRST);
        return link;
    }

    private static Registrations rows(int number) {
        Entry entry = new Entry(peer(number), 0, WALL, 1);
        return new Registrations(List.of(new Registration(entry, 1, 60_000, Registration.State.ALIVE)));
    }

    private static List<Address> listed(SeedRun seed) {
        return seed.who().stream()
                .map(line -> Address.parse(line.substring("peer=".length(), line.indexOf(' '))))
                .toList();
    }
}
