package grapevine.seed.core;

import static grapevine.seed.core.SeedRun.hello;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.registry.RegistryHash;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.LivenessReply;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Message.Registrations;
import grapevine.wire.Registration;
import grapevine.wire.Registration.State;
import grapevine.wire.Role;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a network with keys an address is of whoever registered it, and nobody else speaks for it. */
class HoldersTest {
    private static final Address A = Address.parse("10.0.0.1:6001");
    private static final Address B = Address.parse("10.0.0.2:6001");
    private static final String ALICE = "alice";
    private static final String BOB = "bob";

    private final SeedRun seed = new SeedRun(
            SeedSettings.at(SeedRun.SELF, SeedRun.EPOCH)
                    .seeds(List.of(SeedRun.SELF, SeedRun.SECOND))
                    .build(),
            1);

    @BeforeEach
    void aliceIsThere() {
        say(ALICE, 7, new Register(3, 1, 0, 0));
        meet(ALICE, 7);
        assertThat(seed.who()).hasSize(1).first().asString().endsWith("confirmed=yes holder=alice");
        seed.facts();
    }

    /** Somebody says this for the address of alice, from a connection of his own. */
    private FakeLink say(String name, long epoch, Message message) {
        FakeLink link = seed.node.accept(A.ip()).certified(name, false);
        seed.node.feed(link, hello(A, epoch, 1));
        link.said();
        seed.node.feed(link, message);
        return link;
    }

    private void meet(String name, long epoch) {
        FakeLink dial = seed.node.open(seed.effects.takeDial(A).certified(name, false));
        seed.node.feed(dial, hello(A, epoch, 1));
    }

    private String row() {
        return seed.who().get(0);
    }

    @Test
    void nobody_else_leaves_for_it_or_reports_in_its_name() {
        seed.join(B, 5);
        for (Message lie : List.of(new Leave(9), new DeadNode(B, 1, A.ip(), 1))) {
            FakeLink link = say(BOB, 7, lie);

            assertThat(link.said()).containsExactly(new Failure("not-certified", A + " is held by alice"));
            assertThat(link.isFinished()).isTrue();
        }
        assertThat(seed.count(Counter.DROPPED_NOT_CERTIFIED)).isEqualTo(2);
        assertThat(seed.effects.findDial(B)).isNull();
        assertThat(seed.who()).hasSize(2);

        assertThat(say(ALICE, 7, new Leave(9)).said()).containsExactly(new Message.Left());
    }

    @Test
    void who_says_the_epoch_of_another_is_looked_for_and_named_with_who_is_there() {
        String before = row();
        FakeLink bob = say(BOB, 7, new Register(8, 1, 99, 0));
        assertThat(bob.said()).isEmpty();

        meet(ALICE, 7);

        assertThat(bob.said()).containsExactly(new Failure("bad-field", A + " was dialled and answered by alice"));
        assertThat(row()).isEqualTo(before);
        assertThat(seed.facts())
                .anyMatch(fact -> fact instanceof Fact.ClaimRefuted refuted
                        && refuted.toString().contains("answered by alice"));
    }

    @Test
    void a_claim_beside_that_of_another_with_the_same_epoch_takes_nothing_from_it() {
        FakeLink bob = seed.node.accept(B.ip()).certified(BOB, false);
        FakeLink alice = seed.node.accept(B.ip()).certified(ALICE, false);
        for (FakeLink each : List.of(alice, bob)) {
            seed.node.feed(each, hello(B, 7, 2), new Register(1, 2, 0, 0));
        }
        assertThat(bob.said()).last().isInstanceOf(Registered.class);

        FakeLink dial = seed.node.open(seed.effects.takeDial(B).certified(ALICE, false));
        seed.node.feed(dial, hello(B, 7, 2));

        assertThat(seed.who())
                .hasSize(2)
                .anyMatch(row -> row.startsWith("peer=" + B + " ") && row.endsWith("confirmed=yes holder=alice"));
        assertThat(seed.count(Counter.DROPPED_FALSE_CLAIM)).isEqualTo(1);
    }

    @Test
    void a_mere_claim_keeps_nobody_from_leaving() {
        FakeLink bob = seed.node.accept(B.ip()).certified(BOB, false);
        seed.node.feed(bob, hello(B, 7, 2), new Register(1, 2, 0, 0));
        FakeLink other = seed.node.accept(B.ip()).certified("carol", false);
        seed.node.feed(other, hello(B, 7, 2), new Leave(2));

        assertThat(other.said()).last().isEqualTo(new Message.Left());
        assertThat(seed.who()).as("and from nobody else's row").anyMatch(row -> row.endsWith("holder=bob"));
    }

    @Test
    void an_older_revision_tells_nothing_of_another_with_the_same_epoch() {
        FakeLink bob = say(BOB, 7, new Register(1, 1, 99, 0));
        meet(ALICE, 7);

        assertThat(bob.said()).containsExactly(new Failure("bad-field", A + " was dialled and answered by alice"));
    }

    @Test
    void who_comes_again_with_the_same_name_is_in_at_once_and_nobody_is_dialled() {
        FakeLink again = say(ALICE, 8, new Register(1, 1, 0, 0));

        assertThat(again.said()).hasSize(1).first().isInstanceOf(Registered.class);
        assertThat(seed.effects.findDial(A)).isNull();
        assertThat(row()).contains("epoch=8").endsWith("confirmed=yes holder=alice");
    }

    @Test
    void another_who_is_met_there_has_it() {
        FakeLink bob = say(BOB, 8, new Register(1, 1, 0, 0));
        meet(BOB, 8);

        assertThat(bob.said()).hasSize(1).first().isInstanceOf(Registered.class);
        assertThat(row()).contains("epoch=8").endsWith(" holder=bob");
        assertThat(say(ALICE, 8, new Leave(9)).said())
                .containsExactly(new Failure("not-certified", A + " is held by bob"));
    }

    @Test
    void a_probe_that_finds_another_with_the_same_epoch_has_not_found_it() {
        seed.join(B, 5);
        FakeLink reporter = seed.greet(hello(B, 1, 5));
        seed.node.feed(reporter, new DeadNode(A, 1, B.ip(), 7));
        FakeLink probe = seed.node.open(seed.effects.takeDial(A).certified(BOB, false));

        seed.node.feed(probe, hello(A, 7, 1), new LivenessReply(0, A.ip(), -1, -1));

        assertThat(seed.who()).hasSize(1).first().asString().startsWith("peer=" + B + " ");
    }

    @Test
    void other_seeds_hear_who_holds_it_and_tell_it() {
        FakeLink other = seed.node.accept(Ip.LOOPBACK).certified("second", false);
        seed.node.feed(other, new Message.Hello(Role.SEED, "default", SeedRun.SECOND, 1, 0));
        FakeLink ours = seed.node.open(seed.effects.takeDial(SeedRun.SECOND).certified("second", false));
        seed.node.feed(ours, new Message.Hello(Role.SEED, "default", SeedRun.SECOND, 1, 0));
        seed.node.feed(ours, new Message.Buckets(Collections.nCopies(RegistryHash.BUCKETS, 0L)));
        assertThat(ours.said())
                .filteredOn(Registrations.class::isInstance)
                .flatExtracting(said -> ((Registrations) said).rows())
                .extracting(Registration::holder)
                .containsExactly(ALICE);
        Registration told = new Registration(new Entry(B, 0, 2, 7), 3, 60_000, State.ALIVE, BOB);
        seed.node.feed(other, new Registrations(List.of(told)));
        FakeLink link = seed.node.accept(B.ip()).certified(ALICE, false);
        seed.node.feed(link, hello(B, 7, 2), new Leave(9));

        assertThat(link.said()).last().isEqualTo(new Failure("not-certified", B + " is held by bob"));
    }

    @Test
    void a_row_of_nobody_is_not_taken_over() {
        FakeLink other = seed.node.accept(Ip.LOOPBACK).certified("second", false);
        seed.node.feed(other, new Message.Hello(Role.SEED, "default", SeedRun.SECOND, 1, 0));

        Registration nobodys = new Registration(new Entry(A, 0, 1, 9), 3, 60_000, State.ALIVE);
        seed.node.feed(other, new Registrations(List.of(nobodys)));

        assertThat(row()).contains("epoch=7").endsWith("holder=alice");
        assertThat(seed.count(Counter.DROPPED_BAD_IMPORT)).isEqualTo(1);
    }

    @Test
    void an_operator_may_ask_from_elsewhere_and_nobody_else() {
        FakeLink operator = seed.node.accept(B.ip()).certified("ops", true);
        seed.node.feed(operator, new Message.Status());
        FakeLink peer = seed.node.accept(B.ip()).certified(BOB, false);
        seed.node.feed(peer, new Message.Status());

        assertThat(operator.said()).first().isInstanceOf(Message.Answer.class);
        assertThat(peer.said()).first().isInstanceOf(Failure.class);
    }
}
