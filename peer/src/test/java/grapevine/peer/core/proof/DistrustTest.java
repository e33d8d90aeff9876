package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static grapevine.peer.core.proof.Batches.forged;
import static grapevine.peer.core.proof.Batches.plain;
import static grapevine.peer.core.proof.Batches.signed;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Known;
import grapevine.wire.Message;
import grapevine.wire.Message.Answer;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRefused;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Message.Status;
import grapevine.wire.Message.Why;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Digest;
import grapevine.wire.SyncMessage.Seen;
import grapevine.wire.TreeMessage.Have;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a member that brought what is not what it says it is. */
class DistrustTest {
    private static final long OURS = 1;
    private static final long FAR = 40;
    private static final Entry FAR_AWAY = older(40);
    private static final Entry EVE = younger(1);
    private static final Entry EVE_ELSEWHERE = younger(5);
    private static final long FOUR_MINUTES = 240_000;
    private static final Seen INVENTED =
            new Seen(-1, true, List.of(new Known(OriginRanges.of(Batches.origin(FAR_AWAY), new Range(1, 9)), 0)));

    private final PeerScript peer = new PeerScript(3, 1, settings -> settings, new FakeProofs(OURS).knowing(FAR));

    private void eveForges(FakeLink link) {
        peer.run.feed(link, forged(signed(FAR, FAR_AWAY, 1), plain(FAR_AWAY, 2)));
        peer.run.compute();
        assertThat(link.isFinished()).isTrue();
    }

    private List<Message> asks(Entry from, String member) {
        FakeLink link = peer.run.accept(from.address().ip()).certified(member, false);
        peer.run.feed(link, peer.hello(from), new LinkRequest(2, 1, Purpose.JOIN));
        return link.said();
    }

    @Test
    void who_forged_gets_no_link_wherever_it_is_until_it_is_forgotten_and_others_do() {
        peer.join(older(1), older(2));
        eveForges(peer.linkedFrom(EVE).certified("eve", false));
        assertThat(peer.effects.takeFacts(Fact.MemberDistrusted.class))
                .containsExactly(new Fact.MemberDistrusted("eve", EVE.address(), "its proof does not hold"));

        assertThat(only(LinkRefused.class, asks(EVE_ELSEWHERE, "eve")))
                .extracting(LinkRefused::reason)
                .containsExactly("distrusted");
        assertThat(asks(younger(2), "bob")).hasAtLeastOneElementOfType(LinkAccepted.class);

        peer.run.advance(FOUR_MINUTES);
        assertThat(asks(EVE_ELSEWHERE, "eve")).hasAtLeastOneElementOfType(LinkAccepted.class);
    }

    @Test
    void who_forged_is_asked_for_no_link_wherever_it_is() {
        peer.join(older(1), older(2));
        eveForges(peer.linkedFrom(EVE).certified("eve", false));
        Inside.of(peer.node).view().meet(older(3));
        peer.run.feed(peer.linkTo(older(1)), new Bye("leaving"));
        FakeLink attempt = peer.run.open(peer.peerDial(older(3).address()).certified("eve", false));

        peer.run.feed(attempt, peer.hello(older(3)));

        assertThat(attempt.said()).noneMatch(LinkRequest.class::isInstance);
        assertThat(attempt.isFinished()).isTrue();
    }

    @Test
    void who_kept_back_twice_what_it_was_asked_for_gets_no_link_for_a_while() {
        peer.join(older(1), older(2));
        String why = "it was asked for messages, and answers pings alone";
        for (long n = 1; n <= 2; n++) {
            assertThat(peer.effects.takeFacts(Fact.MemberDistrusted.class)).isEmpty();
            FakeLink eve = peer.linkedFrom(EVE).certified("eve", false);
            peer.run.feed(eve, new Have(List.of(OriginRanges.of(Batches.origin(FAR_AWAY), Range.of(n)))));
            peer.pass(35_000);
            assertThat(eve.isFinished()).isTrue();
        }

        assertThat(peer.effects.takeFacts(Fact.MemberDistrusted.class))
                .containsExactly(new Fact.MemberDistrusted("eve", EVE.address(), why));
        peer.pass(40_000);
        assertThat(only(LinkRefused.class, asks(EVE_ELSEWHERE, "eve")))
                .extracting(LinkRefused::reason)
                .containsExactly("distrusted");
        peer.pass(FOUR_MINUTES);
        assertThat(asks(EVE_ELSEWHERE, "eve")).hasAtLeastOneElementOfType(LinkAccepted.class);
    }

    private FakeLink visits(Entry from, String member, Message said) {
        FakeLink link = peer.run.accept(from.address().ip()).certified(member, false);
        peer.run.feed(link, peer.hello(from));
        link.said();
        peer.run.feed(link, said);
        return link;
    }

    @Test
    void with_who_forged_nothing_is_compared_when_it_visits() {
        peer.join(older(1), older(2));
        eveForges(peer.linkedFrom(EVE).certified("eve", false));

        for (Message said : List.of(new Digest(1, 2), INVENTED)) {
            FakeLink visit = visits(EVE_ELSEWHERE, "eve", said);
            assertThat(visit.said()).containsExactly(new Bye("distrusted"));
            assertThat(visit.isFinished()).isTrue();
            assertThat(visits(younger(2), "bob", said).said()).isNotEmpty().noneMatch(Bye.class::isInstance);
        }
    }

    @Test
    void who_forged_is_not_compared_with_when_it_is_visited() {
        peer.join(older(1), older(2));
        eveForges(peer.linkedFrom(EVE).certified("eve", false));
        List.copyOf(peer.lively.keySet()).forEach(peer::hush);

        assertThat(saidToVisited("eve")).noneMatch(Digest.class::isInstance).contains(new Bye("done"));
        assertThat(saidToVisited("bob")).hasAtLeastOneElementOfType(Digest.class);
    }

    /** What is said to the next one whom this peer visits. */
    private List<Message> saidToVisited(String member) {
        Entry host = older(6);
        Inside inside = Inside.of(peer.node);
        for (int tries = 0; tries < 100; tries++) {
            inside.view().meet(host);
            inside.comparing().onDue(inside.comparing().due());
            if (peer.isDialling(host.address())) {
                FakeLink visit = peer.run.open(peer.peerDial(host.address()).certified(member, false));
                peer.run.feed(visit, peer.hello(host));
                return visit.said();
            }
            peer.run.advance(100);
        }
        throw new AssertionError("nobody was visited");
    }

    @Test
    void who_has_no_other_link_takes_whoever_comes() {
        peer.join(older(1));
        eveForges(peer.linkTo(older(1)).certified("eve", false));

        assertThat(asks(EVE_ELSEWHERE, "eve")).hasAtLeastOneElementOfType(LinkAccepted.class);
    }

    @Test
    void nobody_is_told_to_be_distrusted_who_is_not() {
        peer.join(older(1));
        eveForges(peer.linkTo(older(1)).certified("eve", false));
        FakeLink operator = peer.run.accept(EVE.address().ip()).certified("ops", true);

        peer.run.feed(operator, new Status());

        assertThat(peer.effects.takeFacts(Fact.MemberDistrusted.class)).isEmpty();
        assertThat(only(Answer.class, operator.said()).get(0).text()).doesNotContain("distrusted=");
    }

    @Test
    void what_a_visitor_did_is_not_told_of_the_address_that_it_says() {
        peer.join(older(1), older(2));
        peer.pass(15_000);
        Ip elsewhere = Ip.parse("10.0.0.66");
        FakeLink visit = peer.run.accept(elsewhere).certified("eve", false);
        peer.run.feed(visit, peer.hello(EVE), INVENTED);
        peer.run.feed(visit, forged(signed(FAR, FAR_AWAY, 1), plain(FAR_AWAY, 2)));
        peer.run.compute();
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        FakeLink operator = peer.run.accept(EVE.address().ip()).certified("ops", true);

        peer.run.feed(operator, new Why(EVE.address()));
        peer.run.feed(operator, new Why(new Address(elsewhere, EVE.address().port())));

        List<Answer> answers = only(Answer.class, operator.said());
        assertThat(answers.get(0).text()).doesNotContain("member=");
        assertThat(answers.get(1).text()).contains(" member=eve score=16.0 ");
    }

    @Test
    void the_operator_is_told_who_is_distrusted_and_why() {
        peer.join(older(1), older(2));
        eveForges(peer.linkedFrom(EVE).certified("eve", false));
        FakeLink operator = peer.run.accept(EVE.address().ip()).certified("ops", true);

        peer.run.feed(operator, new Status(), new Why(EVE.address()));

        List<Answer> answers = only(Answer.class, operator.said());
        assertThat(answers.get(0).text()).contains(" distrusted=1 ");
        assertThat(answers.get(1).text())
                .startsWith("role=peer ")
                .contains(" member=eve score=16.0 why-score=\"1 time, last: its proof does not hold\"\n");
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
    }
}
