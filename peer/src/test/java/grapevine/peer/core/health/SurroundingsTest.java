package grapevine.peer.core.health;

import static grapevine.peer.core.PeerScript.SELF;
import static grapevine.peer.core.PeerScript.helloOf;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.DeadNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who went with a neighbour that is gone; and who of a list refuses a dial. */
class SurroundingsTest {
    private static final int KNOWN = 20;

    /** Linked with two, since the seeds say that there are few; the others are in its view. */
    private final PeerScript peer = new PeerScript(3);

    SurroundingsTest() {
        peer.peersAtSeeds = KNOWN;
        peer.join(IntStream.rangeClosed(1, KNOWN).mapToObj(PeerScript::older).toArray(Entry[]::new));
        assertThat(peer.lively).hasSize(2);
    }

    @Test
    void a_second_after_a_neighbour_is_gone_those_in_the_view_are_dialled_and_the_seeds_told_who_refuses() {
        aNeighbourIsGone();

        peer.run.advance(999);
        assertThat(peer.peerDials()).isEmpty();
        peer.run.advance(1);
        List<FakeLink> looks = peer.peerDials();
        assertThat(looks).hasSizeGreaterThan(10).extracting(FakeLink::to).doesNotHaveDuplicates();
        meet(looks.get(0));
        peer.run.failDial(looks.get(1), DialFailure.REFUSED);
        looks.subList(2, looks.size()).forEach(look -> peer.run.failDial(look, DialFailure.TIMED_OUT));
        long wall = peer.effects.wallTime();
        peer.seedsAnswer();

        Entry refusing = listed(looks.get(1).to());
        assertThat(peer.takeTold(DeadNode.class))
                .hasSize(2)
                .containsOnly(new DeadNode(refusing.address(), wall, SELF.ip(), refusing.epoch(), true));
    }

    @Test
    void of_many_that_refuse_eight_a_minute_are_told_of_and_the_others_counted() {
        aNeighbourIsGone();
        peer.run.advance(1_000);

        List<FakeLink> looks = peer.peerDials();
        looks.forEach(look -> peer.run.failDial(look, DialFailure.REFUSED));
        peer.seedsAnswer();

        assertThat(peer.takeTold(DeadNode.class))
                .hasSize(2 * 8)
                .allMatch(DeadNode::isOfRefusal)
                .extracting(DeadNode::accused)
                .hasSameElementsAs(
                        looks.subList(0, 8).stream().map(FakeLink::to).toList());
        assertThat(peer.run.count(Counter.REFUSALS_NOT_REPORTED)).isEqualTo(looks.size() - 8);
    }

    @Test
    void a_neighbour_that_lives_behind_a_lost_connection_makes_nobody_look() {
        FakeLink link = peer.lively.keySet().iterator().next();
        peer.run.lose(link, Loss.RESET);
        for (FakeLink dial : peer.peerDials()) {
            meet(dial);
        }

        peer.run.advance(1_500);

        assertThat(peer.peerDials()).isEmpty();
    }

    @Test
    void who_refuses_a_dial_for_a_link_is_told_of_in_the_ten_seconds_after_a_death_and_not_before_or_later() {
        assertThat(refusedForALink(0)).isEmpty();

        SurroundingsTest soon = new SurroundingsTest();
        soon.aNeighbourIsGone();
        assertThat(soon.refusedForALink(9_000)).hasSize(2);

        SurroundingsTest late = new SurroundingsTest();
        late.aNeighbourIsGone();
        assertThat(late.refusedForALink(10_001)).isEmpty();
    }

    /** So long from now on it loses a link in order, and whoever is dialled for another one refuses. */
    private List<DeadNode> refusedForALink(long millis) {
        peer.run.advance(millis);
        peer.peerDials();
        FakeLink link = peer.lively.keySet().stream()
                .filter(each -> !each.isEnded())
                .findFirst()
                .orElseThrow();
        peer.run.feed(link, new Bye("full"));
        FakeLink dial = peer.peerDials().get(0);
        peer.run.failDial(dial, DialFailure.REFUSED);
        peer.seedsAnswer();
        List<DeadNode> told = peer.takeTold(DeadNode.class);
        assertThat(told)
                .allMatch(DeadNode::isOfRefusal)
                .allMatch(report -> report.accused().equals(dial.to()));
        return told;
    }

    /** It is re-dialled in vain, and the place of its link taken by another. */
    private void aNeighbourIsGone() {
        FakeLink link = peer.lively.keySet().iterator().next();
        Address gone = link.to();
        peer.run.lose(link, Loss.RESET);
        for (FakeLink dial : peer.peerDials()) {
            if (dial.to().equals(gone)) {
                peer.run.failDial(dial, DialFailure.REFUSED);
            } else {
                peer.accept(dial);
            }
        }
        peer.seedsAnswer();
        assertThat(peer.takeTold(DeadNode.class)).hasSize(2).noneMatch(DeadNode::isOfRefusal);
        peer.effects.take();
    }

    private void meet(FakeLink dial) {
        peer.run.open(dial);
        peer.run.feed(dial, helloOf(listed(dial.to())));
    }

    private Entry listed(Address address) {
        return peer.listed.stream()
                .filter(entry -> entry.address().equals(address))
                .findFirst()
                .orElseThrow();
    }
}
