package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static grapevine.peer.core.PeerScript.younger;
import static grapevine.peer.core.proof.Batches.forged;
import static grapevine.peer.core.proof.Batches.origin;
import static grapevine.peer.core.proof.Batches.plain;
import static grapevine.peer.core.proof.Batches.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.Conversation.Loss;
import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.node.Proofs.Standing;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.PeerLink;
import grapevine.policy.Dissemination;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.KeyMessage.Show;
import grapevine.wire.KeyMessage.Shown;
import grapevine.wire.Known;
import grapevine.wire.Message;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.Proof;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import grapevine.wire.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is let in, what is not, and who is blamed for it. */
class ProvingTest {
    private static final long OURS = 1;
    private static final long FAR = 40;
    private static final long EVE = 66;
    private static final Entry FAR_AWAY = older(40);

    private final FakeProofs proofs = new FakeProofs(OURS).knowing(FAR).knowing(EVE);
    private final PeerScript peer =
            new PeerScript(3, 1, settings -> settings.dissemination(Dissemination.FLOOD), proofs);

    private final Map<Integer, FakeLink> links = new HashMap<>();
    private FakeLink young;

    private FakeLink link(int number) {
        return links.computeIfAbsent(number, any -> peer.linkTo(older(number)));
    }

    /** Linked to two older peers and a younger one, who say nothing unless they are told to. */
    private void joined() {
        peer.join(older(1), older(2));
        link(1);
        link(2);
        young = peer.linkedFrom(younger(1));
        List.copyOf(peer.lively.keySet()).forEach(peer::hush);
        peer.effects.take();
    }

    private List<Long> delivered() {
        return peer.effects.takeDelivered().stream().map(Gossip::n).toList();
    }

    private static List<Message> failures(FakeLink link) {
        return List.copyOf(only(Failure.class, link.said()));
    }

    @Test
    void a_signature_is_checked_aside_once_and_all_of_its_batch_are_let_in_by_it() {
        joined();
        List<Gossip> batch = signed(FAR, FAR_AWAY, 1, 5);

        peer.run.feed(link(1), batch.get(0), batch.get(1));
        assertThat(delivered()).isEmpty();
        assertThat(young.said()).isEmpty();

        peer.run.compute();
        assertThat(delivered()).containsExactly(1L, 2L);
        assertThat(only(Gossip.class, young.said())).containsExactly(batch.get(0), batch.get(1));

        peer.run.feed(link(1), batch.get(2), batch.get(3), batch.get(4));
        assertThat(delivered()).containsExactly(3L, 4L, 5L);
        assertThat(proofs.checked()).isOne();
        assertThat(peer.run.count(Counter.BATCHES_CHECKED)).isOne();
    }

    @Test
    void where_checking_is_quick_it_is_done_at_once_and_nothing_waits() {
        proofs.isQuick = true;
        joined();
        List<Gossip> batch = signed(FAR, FAR_AWAY, 1, 2);

        peer.run.feed(link(1), batch.get(0));
        assertThat(delivered()).containsExactly(1L);
        peer.run.feed(link(1), batch.get(1));

        assertThat(delivered()).containsExactly(2L);
        assertThat(only(Gossip.class, young.said())).containsExactlyElementsOf(batch);
        assertThat(peer.effects.toCompute()).isZero();
        assertThat(proofs.checked()).isOne();
        assertThat(peer.run.count(Counter.BATCHES_CHECKED)).isOne();
    }

    @Test
    void only_so_many_are_checked_at_once_and_the_others_aside_until_some_time_has_passed() {
        proofs.isQuick = true;
        joined();
        for (int n = 1; n <= QuickChecks.MOST + 2; n++) {
            peer.run.feed(link(1), signed(FAR, FAR_AWAY, n));
        }
        assertThat(delivered()).hasSize(QuickChecks.MOST);
        assertThat(peer.effects.toCompute()).isOne();

        peer.run.advance(QuickChecks.SPAN_MILLIS);
        peer.run.feed(link(1), signed(FAR, FAR_AWAY, QuickChecks.MOST + 3));
        assertThat(delivered())
                .as("what stays behind those that are checked aside")
                .isEmpty();

        peer.run.compute();
        assertThat(delivered()).containsExactly(QuickChecks.MOST + 1L, QuickChecks.MOST + 2L, QuickChecks.MOST + 3L);

        peer.run.feed(link(1), signed(FAR, FAR_AWAY, QuickChecks.MOST + 4));
        assertThat(delivered()).containsExactly(QuickChecks.MOST + 4L);
        assertThat(peer.effects.toCompute()).isZero();
    }

    @Test
    void what_does_not_hold_at_once_is_dropped_and_ends_the_connection_and_what_cannot_be_checked_ends_none() {
        proofs.isQuick = true;
        joined();

        proofs.isBroken = true;
        peer.run.feed(link(2), signed(FAR, FAR_AWAY, 1));
        proofs.isBroken = false;
        peer.run.feed(link(1), forged(signed(FAR, FAR_AWAY, 1), signed(FAR, FAR_AWAY, 2)));

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isOne();
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(failures(link(1))).hasSize(1);
        assertThat(failures(link(2))).isEmpty();
    }

    @Test
    void whose_key_is_not_known_is_asked_for_also_where_checking_is_quick() {
        long unknown = 7;
        proofs.isQuick = true;
        joined();

        peer.run.feed(link(1), signed(unknown, FAR_AWAY, 1));
        assertThat(link(1).said()).containsExactly(new Show(unknown));
        peer.run.feed(link(1), new Shown(unknown, FakeProofs.text(unknown)));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L);
    }

    @Test
    void one_key_is_checked_one_after_the_other_and_another_beside_it() {
        joined();
        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 1), signed(FAR, FAR_AWAY, 2), signed(EVE, older(41), 1));
        assertThat(peer.effects.toCompute()).isEqualTo(2);

        peer.run.compute();

        assertThat(peer.effects.takeDelivered())
                .extracting(message -> message.origin().address().port() + "/" + message.n())
                .containsExactly("6040/1", "6041/1", "6040/2");
    }

    @Test
    void whose_key_it_is_is_asked_of_who_brought_the_message() {
        long unknown = 7;
        joined();

        peer.run.feed(link(1), signed(unknown, FAR_AWAY, 1), signed(unknown, FAR_AWAY, 2));
        assertThat(link(1).said()).containsExactly(new Show(unknown));

        peer.run.feed(link(1), new Shown(unknown, FakeProofs.text(unknown)));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L, 2L);
        assertThat(link(1).said()).isEmpty();
        peer.run.feed(link(2), new Show(unknown), new Show(8));
        assertThat(link(2).said()).contains(new Shown(unknown, FakeProofs.text(unknown)), new Shown(8, ""));
    }

    @Test
    void who_does_not_know_whose_key_it_is_or_does_not_say_is_asked_no_more_and_the_next_one_is() {
        long unknown = 7;
        joined();
        peer.run.feed(link(1), signed(unknown, FAR_AWAY, 1));
        peer.run.feed(link(2), signed(unknown, FAR_AWAY, 2));
        peer.run.feed(young, signed(unknown, FAR_AWAY, 3));

        peer.run.feed(link(1), new Shown(unknown, ""));
        assertThat(link(2).said()).containsExactly(new Show(unknown));
        peer.run.advance(KeyRequests.PATIENCE_MILLIS);
        assertThat(young.said()).contains(new Show(unknown));
        peer.run.feed(young, new Shown(unknown, FakeProofs.text(unknown)));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L, 2L, 3L);
        assertThat(failures(link(1))).isEmpty();
        assertThat(failures(link(2))).isEmpty();
    }

    @Test
    void where_nobody_tells_whose_key_it_is_what_it_signed_is_dropped_and_the_next_one_is_asked_anew() {
        long unknown = 7;
        joined();
        peer.run.feed(link(1), signed(unknown, FAR_AWAY, 1), new Shown(unknown, ""));
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isOne();
        link(1).said();

        peer.run.feed(link(1), signed(unknown, FAR_AWAY, 1));
        assertThat(link(1).said()).containsExactly(new Show(unknown));
        peer.run.feed(link(1), new Shown(unknown, FakeProofs.text(unknown)));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L);
    }

    @Test
    void one_is_asked_for_a_few_keys_at_a_time_and_for_the_next_when_he_has_answered() {
        joined();
        for (int key = 100; key < 120; key++) {
            peer.run.feed(link(1), signed(key, older(key), 1));
        }
        assertThat(link(1).said()).hasSize(KeyRequests.MOST_OF_ONE);

        for (int key = 100; key < 120; key++) {
            peer.run.feed(link(1), new Shown(key, FakeProofs.text(key)));
            peer.run.compute();
        }

        assertThat(delivered()).hasSize(20);
        assertThat(link(1).said()).hasSize(20 - KeyRequests.MOST_OF_ONE);
        assertThat(peer.run.count(Counter.DROPPED_CERTIFICATES)).isZero();
    }

    @Test
    void who_does_not_answer_holds_up_only_what_is_asked_of_him_for_a_while() {
        joined();
        for (int key = 100; key < 120; key++) {
            peer.run.feed(link(1), signed(key, older(key), 1));
        }

        peer.run.advance(3 * KeyRequests.PATIENCE_MILLIS);

        assertThat(link(1).said()).filteredOn(Show.class::isInstance).hasSize(20);
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isEqualTo(20);
        assertThat(Inside.of(peer.node).gossiping().proving().waiting()).isZero();
        assertThat(Inside.of(peer.node).gossiping().proving().heldBytes()).isZero();
    }

    @Test
    void certificates_of_another_key_end_the_connection_and_what_others_brought_stays() {
        long unknown = 7;
        joined();
        peer.run.feed(link(1), signed(unknown, FAR_AWAY, 1));
        peer.run.feed(link(2), signed(unknown, FAR_AWAY, 2));

        peer.run.feed(link(1), new Shown(unknown, FakeProofs.text(8)));
        peer.run.compute();
        assertThat(failures(link(1)))
                .containsExactly(new Failure(
                        "bad-field", "Shown: these are not the certificates of the key that was asked for"));
        peer.run.feed(link(2), new Shown(unknown, FakeProofs.text(unknown)));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L, 2L);
    }

    @Test
    void certificates_that_nobody_asked_for_are_counted() {
        joined();

        peer.run.feed(link(1), new Shown(7, FakeProofs.text(7)));

        assertThat(peer.run.count(Counter.DROPPED_CERTIFICATES)).isOne();
        assertThat(proofs.knows(7)).isFalse();
    }

    @Test
    void what_is_forged_is_dropped_and_who_could_have_known_is_told_and_his_connection_ends() {
        joined();
        Gossip proven = signed(FAR, FAR_AWAY, 1);
        Gossip altered = forged(proven, plain(FAR_AWAY, 2));

        peer.run.feed(link(1), altered);
        peer.run.compute();

        assertThat(delivered()).isEmpty();
        assertThat(young.said()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(failures(link(1)))
                .containsExactly(new Failure(
                        "not-certified", "message 2 of " + FAR_AWAY.address() + ": its proof does not hold"));
        assertThat(link(1).isFinished()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.MessageNotBelieved.class))
                .containsExactly(new Fact.MessageNotBelieved(
                        FAR_AWAY.address(), FAR_AWAY.epoch(), 2, older(1).address(), "its proof does not hold"));

        peer.run.feed(link(2), signed(FAR, FAR_AWAY, 2));
        peer.run.compute();
        assertThat(delivered()).containsExactly(2L);
    }

    @Test
    void who_does_not_look_at_proofs_gets_no_link() {
        joined();
        peer.careless.add(younger(2));

        FakeLink link = peer.request(younger(2), 2, Purpose.JOIN);

        assertThat(failures(link))
                .containsExactly(new Failure(
                        "not-certified",
                        "messages are proven here, and " + younger(2).address() + " has --proof off"));
        assertThat(link.isFinished()).isTrue();
    }

    @Test
    void what_has_no_proof_is_dropped_and_counted() {
        joined();

        peer.run.feed(link(1), plain(FAR_AWAY, 1));

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_UNPROVEN)).isOne();
        assertThat(failures(link(1)))
                .containsExactly(
                        new Failure("not-certified", "message 1 of " + FAR_AWAY.address() + ": it has no proof"));
    }

    /** Others may not have the list of revoked certificates yet, or the authority. */
    @Test
    void for_a_key_that_is_not_trusted_any_more_nobody_is_blamed() {
        joined();
        proofs.stands(FAR, Standing.UNTRUSTED);
        proofs.stands(7, Standing.UNTRUSTED);

        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 1), signed(7, older(41), 1));
        peer.run.feed(link(1), new Shown(7, FakeProofs.text(7)));
        peer.run.compute();

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_UNTRUSTED)).isEqualTo(2);
        assertThat(failures(link(1))).isEmpty();
    }

    @Test
    void a_key_that_is_not_for_that_address_is_everybodys_to_see() {
        joined();
        proofs.stands(EVE, Standing.FOREIGN);

        peer.run.feed(link(1), signed(EVE, FAR_AWAY, 1));
        peer.run.compute();

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FOREIGN)).isOne();
        assertThat(failures(link(1))).hasSize(1);
    }

    @Test
    void nobody_else_speaks_for_an_origin_and_its_holder_may_have_a_new_key() {
        joined();
        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 1));
        peer.run.compute();

        peer.run.feed(link(1), signed(EVE, FAR_AWAY, 2));
        peer.run.compute();
        assertThat(delivered()).containsExactly(1L);
        assertThat(peer.run.count(Counter.DROPPED_FOREIGN)).isOne();
        assertThat(failures(link(1))).isEmpty();

        proofs.renewed(FAR, 41);
        peer.run.feed(link(1), signed(41, FAR_AWAY, 2));
        peer.run.compute();
        assertThat(delivered()).containsExactly(2L);
    }

    @Test
    void who_is_certified_for_the_ip_takes_an_origin_over_from_who_only_was_first() {
        joined();
        peer.run.feed(link(1), signed(EVE, FAR_AWAY, 1));
        peer.run.compute();
        proofs.stands(FAR, Standing.CERTIFIED);

        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 2));
        peer.run.compute();
        peer.run.feed(link(1), signed(EVE, FAR_AWAY, 3));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L, 2L);
        assertThat(peer.run.count(Counter.DROPPED_FOREIGN)).isOne();
        assertThat(peer.effects.takeFacts(Fact.OriginTakenOver.class))
                .containsExactly(
                        new Fact.OriginTakenOver(FAR_AWAY.address(), FAR_AWAY.epoch(), "holder 66", "holder 40"));
    }

    @Test
    void nor_does_one_who_is_certified_for_the_same_ip_take_an_origin_over() {
        joined();
        proofs.stands(FAR, Standing.CERTIFIED);
        proofs.stands(EVE, Standing.CERTIFIED);
        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 1));
        peer.run.compute();

        peer.run.feed(link(1), signed(EVE, FAR_AWAY, 2));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L);
        assertThat(peer.run.count(Counter.DROPPED_FOREIGN)).isOne();
    }

    @Test
    void a_signature_that_is_another_is_checked_although_one_of_that_root_holds() {
        joined();
        Gossip proven = signed(FAR, FAR_AWAY, 1);
        peer.run.feed(link(1), proven);
        peer.run.compute();
        List<Gossip> batch = signed(FAR, List.of(plain(FAR_AWAY, 2), plain(FAR_AWAY, 3)));
        peer.run.feed(link(1), batch.get(0));
        peer.run.compute();
        byte[] altered = batch.get(1).proof().signature().clone();
        altered[63] ^= 1;
        Gossip resigned =
                batch.get(1).proven(new Proof(FAR, 1, 2, batch.get(1).proof().hashes(), altered));

        peer.run.feed(link(1), resigned);
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L, 2L);
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
    }

    @Test
    void a_copy_of_what_is_here_is_not_looked_at_but_one_that_is_flooded_is() {
        joined();
        Gossip proven = signed(FAR, FAR_AWAY, 1);
        peer.run.feed(link(1), proven);
        peer.run.compute();

        peer.run.feed(link(2), forged(proven, plain(FAR_AWAY, 1)));
        assertThat(peer.effects.toCompute()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_DUPLICATE)).isOne();

        Way way = new Way(3, 0, List.of(FAR_AWAY.address(), older(2).address()));
        Gossip other = Gossip.of(origin(FAR_AWAY), 1, 5, Way.attribute(3, 0), new byte[] {'?'});
        peer.run.feed(link(2), forged(proven, other).along(way));
        peer.run.compute();
        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(failures(link(2))).hasSize(1);
    }

    @Test
    void how_a_message_is_flooded_is_its_makers_to_say_and_who_says_otherwise_costs_nothing() {
        joined();
        Gossip plain = Gossip.of(origin(FAR_AWAY), 1, 5, Way.attribute(2, 100), new byte[] {'!'});
        Gossip flooded = signed(FAR, List.of(plain)).get(0);
        List<Address> hops = List.of(FAR_AWAY.address(), older(2).address());

        peer.run.feed(link(2), flooded.along(new Way(16, 100, hops)), flooded.along(new Way(2, 10_000, hops)));
        peer.run.feed(link(2), signed(FAR, FAR_AWAY, 2).along(new Way(2, 100, hops)));
        assertThat(peer.effects.toCompute()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_FORGED_PATH)).isEqualTo(3);

        peer.run.feed(link(2), flooded.along(new Way(2, 100, hops)));
        peer.run.compute();
        assertThat(delivered()).containsExactly(1L);
        assertThat(peer.node.look().path(origin(FAR_AWAY), 1)).isEqualTo(hops);
        assertThat(failures(link(2))).isEmpty();
    }

    @Test
    void what_is_flooded_from_here_says_so_where_it_is_signed() {
        joined();

        peer.node.flood(peer.run.now(), new byte[] {'x'}, 3, 50);

        Gossip own = Inside.of(peer.node)
                .gossiping()
                .retained()
                .recall(new Origin(PeerScript.SELF, peer.node.look().epoch()), 1);
        assertThat(new String(own.attributes(), UTF_8)).startsWith("flood=3:50\nproof=");
    }

    @Test
    void of_what_is_flooded_more_copies_than_may_come_by_a_link_are_not_looked_at() {
        joined();
        Gossip plain = Gossip.of(origin(FAR_AWAY), 1, 5, Way.attribute(1, 0), new byte[] {'!'});
        Gossip copy = signed(FAR, List.of(plain))
                .get(0)
                .along(new Way(1, 0, List.of(FAR_AWAY.address(), older(2).address())));
        peer.run.feed(link(2), copy);
        peer.run.compute();

        for (int other = 0; other < 5; other++) {
            peer.run.feed(link(2), forged(signed(EVE, FAR_AWAY, 1), plain).along(copy.way()));
        }

        assertThat(peer.effects.toCompute()).isZero();
        assertThat(peer.run.count(Counter.DROPPED_COPIES)).isEqualTo(5);
    }

    @Test
    void what_is_said_after_messages_is_heeded_after_them() {
        joined();
        Gossip message = signed(FAR, FAR_AWAY, 1).withAge(5);
        Gone over = new Gone(List.of());
        List<String> order = new ArrayList<>();
        Proving proving = Inside.of(peer.node).gossiping().proving();
        PeerLink by = Inside.of(peer.node).neighbours().find(older(1).address()).conversation();

        peer.run.feed(link(1), message);
        proving.after(by, over, () -> order.add("first"));
        peer.run.feed(link(1), signed(EVE, older(41), 1));
        proving.after(by, over, () -> order.add("second"));
        assertThat(order).isEmpty();

        peer.run.computeOne();
        assertThat(order).containsExactly("first");
        peer.run.computeOne();
        assertThat(order).containsExactly("first", "second");
        proving.after(by, over, () -> order.add("third"));
        assertThat(order).hasSize(3);
    }

    /** Else it would be taken for lost, and fetched of somebody else. */
    @Test
    void an_answer_is_not_over_before_what_it_brought_is_let_in() {
        joined();
        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 1));
        peer.run.compute();
        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 3));
        peer.run.compute();
        peer.run.advance(2000);
        FakeLink asked = List.of(link(1), link(2), young).stream()
                .filter(each -> each.said().stream().anyMatch(Want.class::isInstance))
                .findFirst()
                .orElseThrow();

        peer.run.feed(asked, signed(FAR, FAR_AWAY, 2).withAge(100), new Gone(List.of()));
        peer.run.compute();
        peer.run.advance(1000);

        assertThat(delivered()).containsExactly(1L, 3L, 2L);
        assertThat(List.of(link(1), link(2), young).stream()
                        .flatMap(each -> each.said().stream())
                        .filter(Want.class::isInstance))
                .isEmpty();
    }

    @Test
    void what_waits_when_its_connection_is_lost_is_let_in_all_the_same() {
        joined();
        Gossip message = signed(FAR, FAR_AWAY, 1);
        peer.run.feed(link(1), message);
        peer.run.lose(link(1), Loss.RESET);

        peer.run.compute();

        assertThat(delivered()).containsExactly(1L);
        assertThat(only(Gossip.class, young.said())).containsExactly(message);
    }

    @Test
    void where_too_much_waits_it_is_checked_at_once_and_nothing_is_lost() {
        joined();
        peer.run.budget(new Budget(0));
        int many = 40;

        for (int n = 1; n <= many; n++) {
            Gossip large = Gossip.of(origin(FAR_AWAY), n, 1000 + n, new byte[0], new byte[16_000]);
            peer.run.feed(link(1), signed(FAR, List.of(large)).get(0));
        }

        assertThat(delivered()).hasSizeGreaterThan(many / 2);
        peer.run.compute();
        assertThat(peer.run.count(Counter.MESSAGES_DELIVERED)).isEqualTo(many);
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isZero();
    }

    @Test
    void where_there_is_no_room_for_what_waits_for_a_certificate_it_is_dropped_and_counted() {
        long unknown = 7;
        joined();
        peer.run.budget(new Budget(0));

        for (int n = 1; n <= 40; n++) {
            Gossip large = Gossip.of(origin(FAR_AWAY), n, 1000 + n, new byte[0], new byte[16_000]);
            peer.run.feed(link(1), signed(unknown, List.of(large)).get(0));
        }

        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isPositive();
        assertThat(Inside.of(peer.node).gossiping().proving().waiting()).isBetween(1, 4);
    }

    /** Known by its certificate, and before it said anything. */
    @Test
    void nobody_else_speaks_for_a_neighbour() {
        joined();
        link(2).certified("holder 2", false);

        peer.run.feed(link(1), signed(EVE, older(2), 1));
        peer.run.compute();

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FOREIGN)).isOne();
    }

    @Test
    void who_is_certified_for_the_ip_speaks_for_it_though_a_neighbour_says_it_is_there_who_is_not() {
        joined();
        link(2).certified("holder 66", false);
        proofs.stands(FAR, Standing.CERTIFIED);

        peer.run.feed(link(1), signed(FAR, older(2), 1));
        peer.run.compute();
        peer.run.feed(link(2), signed(EVE, older(2), 2));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L);
        assertThat(peer.run.count(Counter.DROPPED_FOREIGN)).isOne();
    }

    @Test
    void a_neighbour_that_is_certified_for_its_ip_gives_way_to_nobody() {
        joined();
        link(2).certifiedFor("holder 2", older(2).address().ip());
        proofs.stands(FAR, Standing.CERTIFIED);

        peer.run.feed(link(1), signed(FAR, older(2), 1));
        peer.run.compute();

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_FOREIGN)).isOne();
    }

    /** What was learned of others in its time, and forgotten since, says nothing of a proof. */
    @Test
    void a_copy_of_what_is_forgotten_is_looked_at() {
        joined();
        Inside.of(peer.node)
                .gossiping()
                .seen()
                .learn(new Known(new OriginRanges(origin(FAR_AWAY), List.of(new Range(1, 9))), 1000), peer.run.now());
        peer.run.feed(link(1), plain(FAR_AWAY, 7));
        assertThat(peer.run.count(Counter.DROPPED_DUPLICATE)).isOne();

        peer.run.freezeWithoutTimer(21 * 60_000);
        peer.run.feed(link(1), plain(FAR_AWAY, 7));

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_UNPROVEN)).isOne();
    }

    @Test
    void who_gave_the_last_part_of_a_large_message_is_not_blamed_for_the_first() {
        joined();
        Neighbour second = Inside.of(peer.node).neighbours().find(older(2).address());

        Inside.of(peer.node)
                .gossiping()
                .proving()
                .admits(forged(signed(FAR, FAR_AWAY, 1), plain(FAR_AWAY, 2)), second.conversation(), false);
        peer.run.compute();

        assertThat(peer.run.count(Counter.DROPPED_FORGED)).isOne();
        assertThat(failures(link(2))).isEmpty();
        assertThat(link(2).isOpen()).isTrue();
    }

    /** A certificate is known by what the authority signed: its signature may be anything. */
    @Test
    void certificates_that_are_not_trusted_end_nothing_as_long_as_somebody_else_may_show_others() {
        joined();
        proofs.stands(7, Standing.UNTRUSTED);
        peer.run.feed(link(1), signed(7, FAR_AWAY, 1));
        peer.run.feed(link(2), signed(7, FAR_AWAY, 2));
        peer.run.feed(link(1), new Shown(7, FakeProofs.text(7)));
        peer.run.compute();
        assertThat(only(Show.class, link(2).said())).hasSize(1);

        proofs.stands(7, Standing.FINE);
        peer.run.feed(link(2), new Shown(7, FakeProofs.text(7)));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L, 2L);
    }

    @Test
    void who_has_enough_to_answer_is_passed_over_for_another_who_may_know() {
        joined();
        for (int key = 100; key < 120; key++) {
            peer.run.feed(link(1), signed(key, older(key), 1));
        }

        peer.run.feed(link(2), signed(119, older(119), 2));

        assertThat(only(Show.class, link(2).said())).containsExactly(new Show(119));
    }

    @Test
    void who_brings_much_of_keys_that_nobody_knows_leaves_room_for_what_others_bring() {
        joined();
        peer.run.budget(new Budget(0));
        for (int key = 100; key < 300; key++) {
            peer.run.feed(link(1), signed(key, older(key), 1));
        }
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isPositive();

        peer.run.feed(link(2), signed(7, FAR_AWAY, 1));

        assertThat(only(Show.class, link(2).said())).containsExactly(new Show(7));
    }

    @Test
    void of_who_forged_nothing_more_is_heard_and_what_he_brought_holds_up_nobody() {
        joined();
        List<Gossip> true1 = signed(FAR, FAR_AWAY, 1, 3);
        peer.run.feed(link(1), forged(true1.get(0), plain(FAR_AWAY, 7)), forged(true1.get(0), plain(FAR_AWAY, 8)));
        peer.run.feed(link(2), true1.get(0));
        peer.run.computeOne();
        peer.run.feed(link(1), true1.get(1));
        peer.run.compute();

        assertThat(delivered()).containsExactly(1L);
        assertThat(proofs.checked()).isEqualTo(2);
        assertThat(peer.run.count(Counter.DROPPED_LATE)).isOne();
    }

    @Test
    void where_a_signature_cannot_be_checked_here_nobody_is_blamed() {
        joined();
        proofs.isBroken = true;

        peer.run.feed(link(1), signed(FAR, FAR_AWAY, 1));
        peer.run.compute();

        assertThat(delivered()).isEmpty();
        assertThat(peer.run.count(Counter.DROPPED_UNCHECKED)).isOne();
        assertThat(failures(link(1))).isEmpty();
    }
}
