package grapevine.peer.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.TwoPeers;
import grapevine.peer.core.gossip.Gossiping;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Known;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Want;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer that may have slept gives to another. */
class DoubtfulTimeTest {
    private static final long TWO_PERIODS = 2 * Comparing.PERIOD_MILLIS + 5000;

    private static final Origin ORIGIN = new Origin(new Address(Ip.v4(0x0a00_0001), 7000), 1);

    private final TwoPeers two = new TwoPeers();

    @Test
    void who_remembers_the_origin_gets_what_it_misses() {
        two.pass(11_000);
        give(two.older, 1, 1);
        give(two.older, 1, 2);
        give(two.older, 1, 3);
        give(two.younger, 1, 1);
        give(two.younger, 1, 3);
        slept(two.older);

        two.pass(TWO_PERIODS);

        assertThat(two.younger.effects.takeDelivered()).extracting(Gossip::n).containsExactly(2L);
    }

    @Test
    void who_does_not_remember_the_origin_is_not_given_it_as_new() {
        two.pass(11_000);
        give(two.older, 1, 1);
        slept(two.older);

        two.pass(TWO_PERIODS);

        assertThat(two.younger.effects.takeDelivered()).isEmpty();
        assertThat(two.younger.run.count(Counter.COMPARISONS_DIFFERED)).isPositive();
    }

    @Test
    void who_met_the_origin_again_is_not_given_what_came_before() {
        two.pass(11_000);
        give(two.older, 1, 1);
        slept(two.older);
        two.pass(100);
        give(two.older, 1, 2);
        give(two.younger, 1, 2);

        two.pass(TWO_PERIODS);

        assertThat(two.younger.effects.takeDelivered()).isEmpty();
        assertThat(two.younger.run.count(Counter.DROPPED_TOO_OLD)).isPositive();
    }

    @Test
    void once_the_seeds_say_that_it_was_there_all_the_time_it_gives_everything() {
        two.pass(11_000);
        give(two.older, 1, 1);
        ground(two.older).doubtTime(List.of());

        two.pass(TWO_PERIODS);

        assertThat(two.younger.effects.takeDelivered()).extracting(Gossip::n).containsExactly(1L);
    }

    @Test
    void what_came_while_it_slept_is_owed_to_it_though_by_its_clock_it_was_not_linked_yet() {
        PeerScript peer = PeerScript.joined(PeerScript.older(1));
        FakeLink older = peer.linkTo(PeerScript.older(1));
        peer.pass(11_000);
        Ground ground = Inside.of(peer.node).ground();
        ground.enter(peer.run.now());
        ground.doubtTime(List.of());
        Range numbers = new Range(1, 2);
        Known asleep = new Known(OriginRanges.of(ORIGIN, numbers), 300_000);
        older.said();

        peer.run.feed(older, new SyncMessage.Seen(-1, true, List.of(asleep)));
        assertThat(PeerScript.only(Want.class, older.said())).containsExactly(new Want(List.of(asleep.messages())));
        peer.run.feed(
                older, Gossip.of(ORIGIN, 1, 9, new byte[0], new byte[] {7}).withAge(300_000));

        assertThat(peer.effects.takeDelivered()).extracting(Gossip::n).containsExactly(1L);
    }

    @Test
    void without_seeds_one_connection_that_broke_is_forgotten_when_the_others_are_found_to_stand() {
        PeerScript peer = new PeerScript(0);
        peer.run.start();
        peer.pass(1000);
        List<FakeLink> links = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            links.add(peer.linkedFrom(PeerScript.younger(i)));
        }
        peer.pass(30_000);
        Ground ground = Inside.of(peer.node).ground();

        peer.run.lose(links.get(0), Loss.RESET);
        isFoundAlive(peer, 1);
        assertThat(ground.mayBeOlder(peer.run.now())).as("it is there").isTrue();
        long broken = peer.run.now();
        peer.pass(100);
        assertThat(ground.mayBeOlder(broken)).isFalse();

        links.subList(1, 4).forEach(link -> peer.run.lose(link, Loss.RESET));
        broken = peer.run.now();
        isFoundAlive(peer, 2);
        peer.pass(60_000);
        assertThat(ground.mayBeOlder(broken)).as("none stands").isTrue();
    }

    private static void isFoundAlive(PeerScript peer, int younger) {
        FakeLink dial = peer.peerDial(PeerScript.younger(younger).address());
        peer.run.feed(peer.run.open(dial), PeerScript.helloOf(PeerScript.younger(younger)));
    }

    private static void slept(TwoPeers.Side side) {
        ground(side).doubtTime(List.of());
        ground(side).seedsAnswered(side.run.now(), false);
    }

    private static Ground ground(TwoPeers.Side side) {
        Ground ground = Inside.of(side.node).ground();
        ground.enter(side.run.now());
        return ground;
    }

    private static void give(TwoPeers.Side side, int origin, long n) {
        Origin of = new Origin(ORIGIN.address(), origin);
        Gossip message = Gossip.of(of, n, 9, new byte[0], new byte[] {7});
        Gossiping gossiping = Inside.of(side.node).gossiping();
        gossiping.seen().enter(of, n, side.run.now());
        gossiping.retained().keep(message, side.run.now());
    }
}
