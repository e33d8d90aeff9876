package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Fact;
import grapevine.peer.PeerEvent.Dead;
import grapevine.peer.PeerEvent.Forgotten;
import grapevine.peer.PeerEvent.Forgotten.Why;
import grapevine.peer.PeerEvent.Joined;
import grapevine.peer.PeerEvent.Left;
import grapevine.peer.PeerEvent.MessagesMissed;
import grapevine.peer.PeerEvent.Suspected;
import grapevine.peer.PeerEvent.Trusted;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a node reports, and what an application is told of it. */
class MembersTest {
    private static final Address ONE = new Address(Ip.LOOPBACK, 6001);
    private static final Address TWO = new Address(Ip.LOOPBACK, 6002);

    private final List<PeerEvent> events = new ArrayList<>();
    private long epoch = 7;
    private long now;
    private final Members members = new Members(events::add, address -> epoch, () -> now);

    @Test
    void a_peer_joins_once_a_run_by_a_link_or_a_message() {
        members.accept(new Fact.OriginMet(ONE, 7));
        linked(ONE);
        linked(TWO);
        members.accept(new Fact.OriginMet(TWO, 7));
        epoch = 8;
        linked(TWO);

        assertThat(events)
                .containsExactly(
                        new Joined(Member.of(ONE, 7)),
                        new Joined(Member.of(TWO, 7)),
                        new Forgotten(Member.of(TWO, 7), Why.REPLACED),
                        new Joined(Member.of(TWO, 8)));
        assertThat(members.present()).containsExactly(Member.of(ONE, 7), Member.of(TWO, 8));
    }

    @Test
    void who_is_no_neighbour_and_has_fallen_silent_is_forgotten_and_joins_again() {
        members.accept(new Fact.OriginMet(ONE, 7));
        members.accept(new Fact.OriginMet(TWO, 7));
        events.clear();
        epoch = 0;

        members.forgetSilent(Set.of(new Origin(ONE, 7), new Origin(TWO, 6)));
        members.accept(new Fact.OriginMet(TWO, 7));

        assertThat(events).containsExactly(new Forgotten(Member.of(TWO, 7), Why.SILENT), new Joined(Member.of(TWO, 7)));
    }

    @Test
    void a_neighbour_that_never_said_anything_is_forgotten_when_it_was_none_for_long() {
        linked(ONE);
        now = Members.SILENT_MS;
        members.forgetSilent(Set.of());
        members.accept(new Fact.LinkLost(ONE, "released", 0));
        epoch = 0;

        now += Members.SILENT_MS - 1;
        members.forgetSilent(Set.of());
        assertThat(events).containsExactly(new Joined(Member.of(ONE, 7)));
        now++;
        members.forgetSilent(Set.of());

        assertThat(events).last().isEqualTo(new Forgotten(Member.of(ONE, 7), Why.SILENT));
        assertThat(members.present()).isEmpty();
    }

    @Test
    void a_run_that_ended_stays_gone_when_a_later_one_of_the_same_address_joins() {
        linked(ONE);
        members.accept(new Fact.NeighbourLeft(ONE, 0));
        assertThat(members.present()).isEmpty();

        epoch = 8;
        linked(ONE);

        assertThat(members.present()).containsExactly(Member.of(ONE, 8));
        assertThat(events).last().as("the earlier one was told of").isEqualTo(new Joined(Member.of(ONE, 8)));
    }

    @Test
    void a_neighbour_is_suspected_once_until_it_is_trusted_again() {
        linked(ONE);
        events.clear();

        members.accept(new Fact.PingMissed(ONE, 1, 15_000));
        members.accept(new Fact.PingMissed(ONE, 2, 28_000));
        members.accept(new Fact.NeighbourTrusted(ONE, "heard", 2));
        members.accept(new Fact.PingMissed(ONE, 1, 15_000));

        assertThat(events)
                .containsExactly(
                        new Suspected(Member.of(ONE, 7), Duration.ofSeconds(15)),
                        new Trusted(Member.of(ONE, 7)),
                        new Suspected(Member.of(ONE, 7), Duration.ofSeconds(15)));
    }

    @Test
    void who_is_released_while_suspected_is_watched_no_more_and_not_suspected() {
        linked(ONE);
        members.accept(new Fact.PingMissed(ONE, 1, 15_000));
        events.clear();

        members.accept(new Fact.LinkLost(ONE, "released", 0));

        assertThat(events).containsExactly(new Trusted(Member.of(ONE, 7)));
    }

    @Test
    void the_dead_and_those_who_left_join_again_when_they_are_back() {
        linked(ONE);
        linked(TWO);
        events.clear();

        members.accept(new Fact.NeighbourDead(ONE, "silent", 3, 41_000));
        members.accept(new Fact.NeighbourLeft(TWO, 0));
        linked(ONE);

        assertThat(events)
                .containsExactly(
                        new Dead(Member.of(ONE, 7), Dead.Evidence.SILENT, 3, Duration.ofSeconds(41)),
                        new Left(Member.of(TWO, 7)),
                        new Joined(Member.of(ONE, 7)));
    }

    @Test
    void messages_that_cannot_come_any_more_are_told() {
        members.accept(new Fact.MessagesMissed(ONE, 7, 3, 5));

        assertThat(events).containsExactly(new MessagesMissed(new MessageRange(Member.of(ONE, 7), 3, 5)));
    }

    @Test
    void a_bounded_number_is_remembered() {
        epoch = 0;
        for (int n = 0; n <= Members.MOST; n++) {
            members.accept(new Fact.OriginMet(
                    new Address(Ip.parse("10.0." + (n >> 8) % 256 + "." + n % 256), 1 + (n >> 16)), 1));
        }
        Member first = Member.of(new Address(Ip.parse("10.0.0.0"), 1), 1);
        Member second = Member.of(new Address(Ip.parse("10.0.0.1"), 1), 1);
        assertThat(events.get(events.size() - 2)).isEqualTo(new Forgotten(first, Why.FULL));
        events.clear();

        members.accept(new Fact.OriginMet(new Address(Ip.parse("10.0.0.0"), 1), 1));
        members.accept(new Fact.OriginMet(new Address(Ip.parse("10.0.0.9"), 1), 1));

        assertThat(events)
                .as("the first was forgotten, the tenth was not")
                .containsExactly(new Forgotten(second, Why.FULL), new Joined(first));
    }

    private void linked(Address address) {
        members.accept(new Fact.LinkMade(address, 4, true, true, 1));
    }

    @Test
    void one_held_for_dead_that_goes_on_is_there_again_and_what_it_made_before_does_not_count() {
        Origin origin = new Origin(ONE, 7);
        linked(ONE);
        now = 1000;
        members.accept(new Fact.NeighbourDead(ONE, "silent", 3, 41_000));
        assertThat(members.present()).isEmpty();

        now = 2000;
        members.heard(origin, 1500);
        assertThat(members.present()).isEmpty();
        members.heard(origin, 500);

        assertThat(members.present()).containsExactly(Member.of(ONE, 7));
        assertThat(events).last().isEqualTo(new Joined(Member.of(ONE, 7)));
    }

    @Test
    void who_left_or_died_does_not_join_again_because_others_have_heard_of_it() {
        linked(ONE);
        linked(TWO);
        members.accept(new Fact.NeighbourLeft(ONE, 0));
        members.accept(new Fact.NeighbourDead(TWO, "silent", 3, 41_000));
        events.clear();

        members.accept(new Fact.OriginMet(ONE, 7));
        members.accept(new Fact.OriginMet(TWO, 6));
        assertThat(events).isEmpty();
        members.accept(new Fact.OriginMet(TWO, 8));

        assertThat(events).containsExactly(new Joined(Member.of(TWO, 8)));
    }

    @Test
    void what_becomes_of_the_link_to_an_earlier_run_is_not_told_of_the_later_one() {
        linked(ONE);
        linked(TWO);
        members.accept(new Fact.OriginMet(ONE, 8));
        members.accept(new Fact.OriginMet(TWO, 8));
        events.clear();

        members.accept(new Fact.PingMissed(ONE, 1, 15_000));
        members.accept(new Fact.LinkLost(ONE, "dead", 1));
        members.accept(new Fact.NeighbourDead(ONE, "silent", 3, 41_000));
        members.accept(new Fact.NeighbourLeft(TWO, 0));
        assertThat(events).isEmpty();
        assertThat(members.present()).containsExactly(Member.of(ONE, 8), Member.of(TWO, 8));

        epoch = 8;
        linked(TWO);
        members.accept(new Fact.NeighbourLeft(TWO, 0));
        assertThat(events).containsExactly(new Left(Member.of(TWO, 8)));
    }

    @Test
    void a_neighbour_is_not_forgotten_for_those_who_come() {
        Set<Address> neighbours = Set.of(ONE);
        Members few = new Members(events::add, address -> neighbours.contains(address) ? 7 : 0, () -> now);
        few.accept(new Fact.LinkMade(ONE, 4, true, true, 1));

        for (int n = 0; n < Members.MOST; n++) {
            few.accept(new Fact.OriginMet(
                    new Address(Ip.parse("10.0." + (n >> 8) % 256 + "." + n % 256), 1 + (n >> 16)), 1));
        }

        assertThat(few.present()).hasSize(Members.MOST).contains(Member.of(ONE, 7));
        assertThat(events).contains(new Forgotten(Member.of(new Address(Ip.parse("10.0.0.0"), 1), 1), Why.FULL));
    }
}
