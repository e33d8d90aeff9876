package grapevine.seed.core.probe;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who registers is believed when this seed met it at its address, and not before. */
class ConfirmingTest {
    private static final Ip STRANGE = Ip.v4(0xcb007107);
    private static final Address A = Address.parse("10.0.0.1:6001");
    private static final Address B = Address.parse("10.0.0.2:6001");
    /** For so long (ms) a peer waits for its seed's answer. */
    private static final long PATIENCE = 3_000;

    private static final Register FIRST = new Register(1, 0, 0, 64);

    private final SeedRun seed = new SeedRun();

    /** Registers without being met, from this ip. */
    private FakeLink claim(Hello hello, Register register, Ip from) {
        FakeLink link = seed.greet(hello, from);
        seed.node.feed(link, register);
        return link;
    }

    private static Message last(FakeLink link) {
        List<Message> said = link.said();
        return said.get(said.size() - 1);
    }

    @Test
    void who_registers_is_dialled_at_once_and_entered_for_good_when_it_says_the_same_hello() {
        claim(hello(A, 1, 0), FIRST, A.ip());
        assertThat(seed.who()).hasSize(1).first().asString().endsWith("confirmed=no");
        assertThat(seed.facts()).noneMatch(Fact.PeerEntered.class::isInstance);

        FakeLink dial = seed.node.open(seed.effects.takeDial(A));
        seed.node.feed(dial, hello(A, 1, 0));

        assertThat(dial.isSmall()).as("passes where full segments are lost").isTrue();
        assertThat(dial.isFinished()).isTrue();
        assertThat(seed.who()).first().asString().endsWith("confirmed=yes");
        assertThat(seed.facts()).containsExactly(new Fact.PeerEntered(A, 1, WALL, 1));
    }

    @Test
    void a_claim_where_nobody_listens_or_somebody_else_answers_is_dropped_and_told() {
        seed.facts();
        claim(hello(A, 1, 0), FIRST, A.ip());
        seed.node.failDial(seed.effects.takeDial(A), DialFailure.REFUSED);
        claim(hello(A, 1, 0), FIRST, A.ip());
        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), hello(A, 2, 0));
        claim(hello(A, 1, 0), FIRST, A.ip());
        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), hello(B, 1, 0));
        claim(hello(A, 1, 0), FIRST, A.ip());
        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), new Failure("wrong-network", "this is \"another\""));

        assertThat(seed.who()).isEmpty();
        assertThat(seed.count(Counter.DROPPED_FALSE_CLAIM)).isEqualTo(4);
        assertThat(seed.facts())
                .as("one line in ten seconds")
                .containsExactly(new Fact.ClaimRefuted(A, 1, A.ip(), "refused", 1));
    }

    @Test
    void a_claim_that_nobody_answers_stays_a_claim_and_is_asked_again_when_it_is_renewed() {
        claim(hello(A, 1, 0), FIRST, A.ip());
        FakeLink dial = seed.node.open(seed.effects.takeDial(A));

        seed.node.advance(Confirming.ANSWER);

        assertThat(dial.isEnded()).isTrue();
        assertThat(seed.who()).first().asString().endsWith("confirmed=no");
        claim(hello(A, 1, 0), new Register(2, 0, 0, 0), A.ip());
        assertThat(seed.effects.takeDial(A)).isNotNull();
    }

    @Test
    void of_claims_the_four_next_older_ones_are_told_and_of_the_confirmed_as_many_as_are_wanted() {
        for (int i = 1; i <= 20; i++) {
            seed.join(new Address(Ip.v4(0x0b000000 + i), 6000), i);
        }
        for (int i = 1; i <= 10; i++) {
            claim(hello(new Address(STRANGE, 7000 + i), 1, 20 + i), new Register(1, 20 + i, 0, 0), STRANGE);
        }

        Registered answer = seed.join(B, 100);

        assertThat(answer.older()).isEqualTo(24);
        assertThat(answer.sample())
                .extracting(Entry::age)
                .containsExactly(
                        1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 27L,
                        28L, 29L, 30L);
    }

    @Test
    void of_one_source_so_many_claims_are_kept_of_other_ips_sixteen_and_its_own_oldest_go_first() {
        claim(hello(A, 1, 5), new Register(1, 5, 0, 0), A.ip());
        for (int i = 0; i < 30_000; i++) {
            claim(hello(peer(i), 5, 0), new Register(1, 0, 3, 0), STRANGE);
        }
        for (int i = 0; i < 1_000; i++) {
            claim(hello(new Address(STRANGE, 1 + i), 5, 0), new Register(1, 0, 3, 0), STRANGE);
        }

        assertThat(seed.status()).contains(" peers=257 ").contains(" unconfirmed=257 ");
        assertThat(seed.who()).anyMatch(line -> line.startsWith("peer=" + A + " "));
        assertThat(seed.count(Counter.DROPPED_UNCONFIRMED)).isEqualTo(30_000 + 1_000 - 256);
        Registered answer = seed.join(B, 0);
        assertThat(answer.sample()).hasSize(4);
    }

    @Test
    void all_claims_together_are_limited_and_what_is_confirmed_does_not_count() {
        SeedRun small =
                new SeedRun(SeedSettings.at(SeedRun.SELF, 1).maxUnconfirmed(100).build(), 1);
        for (int i = 0; i < 1_000; i++) {
            small.join(new Address(Ip.LOOPBACK, 6_000 + i), 0);
        }
        for (int i = 0; i < 1_000; i++) {
            FakeLink link = small.greet(hello(new Address(Ip.v4(0x0b000000 + i), 1), 1, 0));
            small.node.feed(link, FIRST);
        }

        assertThat(small.status()).contains(" peers=1100 ").contains(" unconfirmed=100 ");
    }

    @Test
    void in_a_flood_from_its_own_ip_a_newcomer_that_answers_is_met() {
        Address newcomer = new Address(STRANGE, 60_000);
        flood(1, 1_000);

        FakeLink dial = registering(newcomer);
        flood(1, 200);
        seed.node.feed(seed.node.open(dial), hello(newcomer, 1, 0));

        assertThat(seed.who()).anyMatch(line -> line.startsWith("peer=" + newcomer) && line.endsWith("confirmed=yes"));
    }

    @Test
    void in_a_flood_from_many_ips_a_newcomer_that_answers_is_met_and_its_claim_stays_until_then() {
        flood(40, 40 * 200);

        FakeLink dial = registering(A);
        flood(40, 40 * 200);
        assertThat(seed.status()).contains(" unconfirmed=4096 ");
        assertThat(seed.effects.takeDials())
                .filteredOn(flooding -> !flooding.isEnded())
                .hasSizeLessThanOrEqualTo(4096);
        assertThat(seed.who(new Address(A.ip(), A.port() - 1)))
                .first()
                .asString()
                .startsWith("peer=" + A + " ");
        seed.node.feed(seed.node.open(dial), hello(A, 1, 0));

        assertThat(seed.who(new Address(A.ip(), A.port() - 1)))
                .first()
                .asString()
                .startsWith("peer=" + A + " ")
                .endsWith("confirmed=yes");
    }

    @Test
    void whose_claim_is_pushed_out_before_it_answers_has_the_age_that_it_was_told() {
        FakeLink link = claim(hello(A, 1, 0), FIRST, STRANGE);
        FakeLink dial = seed.node.open(seed.effects.takeDial(A));
        for (int i = 0; i < 16; i++) {
            claim(hello(peer(i), 5, 0), FIRST, STRANGE);
        }
        assertThat(seed.who()).noneMatch(line -> line.startsWith("peer=" + A + " "));

        seed.node.feed(dial, hello(A, 1, 0));

        assertThat(((Registered) last(link)).age()).isEqualTo(WALL);
        assertThat(seed.facts()).contains(new Fact.PeerEntered(A, 1, WALL, 17));
    }

    private FakeLink registering(Address newcomer) {
        seed.effects.takeDials();
        claim(hello(newcomer, 1, 0), FIRST, newcomer.ip());
        return seed.effects.takeDial(newcomer);
    }

    private int flooded;

    /** Registrations by turns from so many ips, of ports of theirs at which somebody listens and says nothing. */
    private void flood(int ips, int registrations) {
        for (int i = 0; i < registrations; i++) {
            Address invented =
                    new Address(i % ips == 0 ? STRANGE : Ip.v4(0x0c000000 + i % ips), 1_000 + flooded++ / ips % 50_000);
            seed.node.lose(claim(hello(invented, 5, 0), FIRST, invented.ip()), Loss.ENDED);
        }
    }

    @Test
    void other_ips_than_its_own_are_dialled_twenty_times_a_second_at_most_and_each_once_a_minute() {
        int dials = 0;
        for (int i = 0; i < 600; i++) {
            claim(hello(peer(i % 300), 5, 0), new Register(1 + i, 0, 0, 0), STRANGE);
            seed.node.advance(10);
            for (FakeLink dial : seed.effects.takeDials()) {
                dials++;
                seed.node.failDial(dial, DialFailure.UNREACHABLE);
            }
        }
        seed.node.advance(Confirming.ANSWER);
        List<FakeLink> late = seed.effects.takeDials();

        assertThat(dials).isBetween(100, 121);
        assertThat(late.size()).isLessThanOrEqualTo(41);
        late.forEach(dial -> seed.node.failDial(dial, DialFailure.UNREACHABLE));
        claim(hello(peer(0), 5, 0), new Register(9_999, 0, 0, 0), STRANGE);
        seed.node.advance(100);
        assertThat(seed.effects.takeDials()).as("dialled in vain before").isEmpty();
        seed.node.advance(Confirming.VAIN);
        claim(hello(peer(0), 5, 0), new Register(9_999, 0, 0, 0), STRANGE);
        assertThat(seed.effects.takeDials()).hasSize(1);
    }

    @Test
    void whoever_waits_while_somebody_is_asked_is_answered_before_a_peer_gives_its_seed_up() {
        for (int i = 1; i <= 60; i++) {
            seed.join(new Address(Ip.v4(0x0b000000 + i), 6000), i);
        }
        seed.effects.takeDials();
        List<FakeLink> waiting = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            waiting.add(claim(hello(new Address(Ip.v4(0x0b000000 + i), 6000), 99, 0), FIRST, STRANGE));
        }

        seed.node.advance(1_200);
        assertThat(seed.effects.takeDials()).as("asked in their turn").hasSizeBetween(20, 22);
        seed.node.advance(PATIENCE - 400 - 1_200);

        assertThat(waiting).allMatch(link -> last(link) instanceof Failure);
    }

    @Test
    void whose_address_answered_that_a_stranger_is_not_it_is_asked_again_when_it_comes_by_another_ip_itself() {
        Ip router = Ip.v4(0xc6336401);
        claim(hello(A, 99, 0), FIRST, STRANGE);
        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), hello(A, 1, 0));
        claim(hello(A, 1, 0), FIRST, router);
        seed.node.advance(Confirming.PACE);

        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), hello(A, 1, 0));

        assertThat(seed.who())
                .first()
                .asString()
                .startsWith("peer=" + A + " epoch=1 ")
                .endsWith("confirmed=yes");
    }

    @Test
    void a_later_epoch_of_a_leased_address_is_not_entered_while_the_earlier_one_answers_there() {
        seed.join(A, 7);
        seed.facts();

        FakeLink liar = claim(hello(A, 99, 0), FIRST, STRANGE);
        assertThat(liar.said()).isEmpty();
        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), hello(A, 1, 7));

        assertThat(last(liar)).isInstanceOf(Failure.class);
        assertThat(seed.who()).first().asString().startsWith("peer=" + A + " epoch=1 ");
        assertThat(seed.count(Counter.DROPPED_CONTESTED)).isEqualTo(1);
        assertThat(seed.ask(hello(A, 1, 7), new Register(2, 7, 1, 0))).isInstanceOf(Registered.class);
    }

    @Test
    void a_restarted_peer_is_entered_as_soon_as_it_answers_at_its_address() {
        seed.join(A, 7);
        seed.facts();

        FakeLink again = claim(hello(A, 99, 0), FIRST, A.ip());
        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), hello(A, 99, 0));

        assertThat(last(again)).isInstanceOf(Registered.class);
        assertThat(seed.who()).first().asString().startsWith("peer=" + A + " epoch=99 ");
        assertThat(seed.facts())
                .containsExactly(new Fact.PeerRemoved(A, 1, "restarted", 0), new Fact.PeerEntered(A, 99, 8, 1));
    }

    @Test
    void others_that_claim_its_address_too_keep_no_restarted_peer_waiting() {
        seed.join(A, 7);
        claim(hello(B, 5, 0), FIRST, STRANGE);
        assertThat(seed.effects.takeDial(B)).as("takes the turn").isNotNull();
        List<FakeLink> liars = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            liars.add(claim(hello(A, 50 + i, 0), FIRST, STRANGE));
        }
        assertThat(seed.effects.takeDials()).as("waits for its turn").isEmpty();

        FakeLink again = claim(hello(A, 99, 0), FIRST, A.ip());
        FakeLink dial = seed.effects.takeDial(A);
        assertThat(dial).as("asked at once").isNotNull();
        seed.node.feed(seed.node.open(dial), hello(A, 99, 0));

        assertThat(last(again)).isInstanceOf(Registered.class);
        assertThat(liars).allMatch(liar -> last(liar) instanceof Failure);
        assertThat(seed.who())
                .anyMatch(line -> line.startsWith("peer=" + A + " epoch=99 ") && line.endsWith("confirmed=yes"));
    }

    @Test
    void nor_do_others_when_it_is_asked_already_whatever_they_claim_besides() {
        seed.join(A, 7);
        for (int i = 0; i < 4; i++) {
            claim(hello(A, 50 + i, 0), FIRST, STRANGE);
        }
        FakeLink dial = seed.node.open(seed.effects.takeDial(A));

        FakeLink again = claim(hello(A, 99, 0), FIRST, A.ip());
        for (int i = 0; i < 300; i++) {
            claim(hello(new Address(STRANGE, 1_000 + i), 5, 0), FIRST, STRANGE);
        }
        seed.node.feed(dial, hello(A, 99, 0));

        assertThat(last(again)).isInstanceOf(Registered.class);
    }

    @Test
    void where_nobody_answers_a_later_epoch_waits_for_the_end_of_the_lease_and_where_nobody_listens_both_go() {
        seed.join(A, 7);
        FakeLink liar = claim(hello(A, 99, 0), FIRST, A.ip());
        seed.node.open(seed.effects.takeDial(A));
        seed.node.advance(Confirming.ANSWER);
        assertThat(last(liar)).isInstanceOf(Failure.class);
        assertThat(seed.who()).first().asString().startsWith("peer=" + A + " epoch=1 ");

        claim(hello(A, 99, 0), FIRST, A.ip());
        seed.node.failDial(seed.effects.takeDial(A), DialFailure.REFUSED);

        assertThat(seed.who()).isEmpty();
    }

    @Test
    void of_two_that_claim_one_address_the_one_that_answers_there_is_entered() {
        claim(hello(A, 1, 0), FIRST, A.ip());
        claim(hello(A, Long.MAX_VALUE - 1, 0), FIRST, STRANGE);
        assertThat(seed.who()).first().asString().contains(" epoch=" + (Long.MAX_VALUE - 1) + " ");

        seed.node.feed(seed.node.open(seed.effects.takeDial(A)), hello(A, 1, 0));

        assertThat(seed.who()).first().asString().startsWith("peer=" + A + " epoch=1 ");
        assertThat(seed.count(Counter.DROPPED_FALSE_CLAIM)).isEqualTo(1);
    }

    @Test
    void a_claim_makes_nobody_outdated_and_its_age_is_not_counted_on_from() {
        claim(hello(A, Long.MAX_VALUE - 1, 1L << 52), new Register(1, 1L << 52, 0, 0), STRANGE);

        Message answer = seed.ask(hello(A, 1, 0), FIRST);

        assertThat(answer).isInstanceOf(Registered.class).isNotInstanceOf(Outdated.class);
        assertThat(((Registered) answer).age()).isEqualTo(WALL);
    }

    @Test
    void a_tombstone_is_not_replaced_before_somebody_was_met() {
        seed.join(A, 7);
        seed.ask(hello(A, 1, 7), new Message.Leave(2));
        FakeLink liar = claim(hello(A, 2, 0), FIRST, A.ip());
        seed.node.failDial(seed.effects.takeDial(A), DialFailure.REFUSED);

        assertThat(last(liar)).isInstanceOf(Failure.class);
        assertThat(seed.status()).contains(" peers=0 tombstones=1 ");
    }

    @Test
    void nor_while_its_address_says_nothing() {
        seed.join(A, 7);
        seed.ask(hello(A, 1, 7), new Message.Leave(2));
        FakeLink liar = claim(hello(A, 2, 0), FIRST, A.ip());
        seed.node.open(seed.effects.takeDial(A));
        seed.node.advance(Confirming.ANSWER);

        assertThat(last(liar))
                .isEqualTo(new Failure("bad-field", A + " is another's here, and did not say that it is you now"));
        assertThat(seed.status()).contains(" peers=0 tombstones=1 ");
    }

    @Test
    void a_seed_that_leaves_or_stood_still_drops_or_prolongs_what_it_asked() {
        claim(hello(A, 1, 0), FIRST, A.ip());
        FakeLink dial = seed.node.open(seed.effects.takeDial(A));
        seed.node.freeze(30_000);
        assertThat(dial.isEnded()).isFalse();
        seed.node.feed(dial, new LivenessRequest(1, Ip.LOOPBACK, -1, -1));
        assertThat(seed.who()).first().asString().endsWith("confirmed=no");

        claim(hello(A, 1, 0), new Register(2, 0, 0, 0), A.ip());
        FakeLink again = seed.node.open(seed.effects.takeDial(A));
        seed.node.leave();
        assertThat(again.isEnded()).isTrue();
    }
}
