package grapevine.peer.core.join;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.WALL;
import static grapevine.peer.core.PeerScript.at;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.node.NodeUnderTest;
import grapevine.node.RecordingEffects;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerNode;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.PeerSettings;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Bye;
import grapevine.wire.Message.Failure;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.LinkRequest.Purpose;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a peer begins that does not know its address, or has no seed. */
class ContactsTest {
    private static final Address NOWHERE = new Address(Ip.UNSPECIFIED, 6500);

    @Test
    void a_peer_that_does_not_know_its_address_asks_all_seeds_and_then_registers_under_it() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects).start();
        List<FakeLink> asked = effects.takeDials();
        assertThat(asked).extracting(FakeLink::to).containsExactly(at(5000), at(5001), at(5002));

        asked.forEach(dial -> seenAs(run, dial, "10.0.0.7"));

        Address self = Address.parse("10.0.0.7:6500");
        assertThat(effects.takeFacts(Fact.AddressSettled.class))
                .extracting(Fact.AddressSettled::address)
                .containsExactly(self);
        assertThat(asked.get(0).said()).containsExactly(PeerScript.helloSaid(NOWHERE, EPOCH, 0), new Bye("done"));
        assertThat(effects.takeDials())
                .hasSize(2)
                .allSatisfy(dial -> assertThat(dial.said())
                        .containsExactly(PeerScript.helloSaid(self, EPOCH, 0), new Register(1, 0, 0, 64)));
        assertThat(effects.takeFacts(Fact.SettingDoubtful.class)).isEmpty();
    }

    @Test
    void if_the_answers_differ_what_is_not_loopback_is_taken_and_a_warning_given() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects).start();
        List<FakeLink> asked = effects.takeDials();

        seenAs(run, asked.get(0), "127.0.0.1");
        seenAs(run, asked.get(1), "192.168.1.4");
        run.failDial(asked.get(2), DialFailure.REFUSED);

        assertThat(effects.takeFacts(Fact.AddressSettled.class))
                .extracting(Fact.AddressSettled::address)
                .containsExactly(Address.parse("192.168.1.4:6500"));
        assertThat(effects.takeFacts(Fact.SettingDoubtful.class)).hasSize(1);
    }

    @Test
    void if_nobody_says_what_it_is_seen_as_it_asks_again_with_longer_waits() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects).start();
        List<Long> waits = new ArrayList<>();

        for (int round = 0; round < 5; round++) {
            effects.takeDials().forEach(dial -> run.failDial(dial, DialFailure.REFUSED));
            waits.add(effects.takeFacts(Fact.QuorumMissed.class).get(0).retryInMs());
            run.advance(waits.get(round));
        }

        for (int i = 0; i < 5; i++) {
            assertThat(waits.get(i)).isBetween(800L << i, 1000L << i);
        }
        assertThat(effects.takeDials()).hasSize(3);
    }

    @Test
    void who_does_not_say_what_it_is_seen_as_is_told_of_so_that_its_name_may_lead_elsewhere() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(
                        effects, settings -> settings.seeds(List.of(at(5000))).contacts(List.of(at(6700))))
                .start();
        List<FakeLink> asked = effects.takeDials();

        run.failDial(asked.get(0), DialFailure.REFUSED);
        run.failDial(asked.get(1), DialFailure.REFUSED);

        assertThat(effects.takeFacts(Fact.SeedUnreachable.class))
                .containsExactly(new Fact.SeedUnreachable(at(5000), "refused"));
        assertThat(effects.takeFacts(Fact.LinkDeclined.class))
                .containsExactly(new Fact.LinkDeclined(at(6700), "refused", false));
    }

    @Test
    void where_names_lead_meanwhile_is_asked_at_once_and_then_not_asked_again_when_a_retry_was_due() {
        RecordingEffects effects = new RecordingEffects(WALL);
        PeerSettings settings =
                PeerSettings.at(NOWHERE, EPOCH).gossipCount(0).lines(0, 1).build();
        PeerNode node = new PeerNode(settings, new SplittableRandom(1), effects);
        NodeUnderTest run = new NodeUnderTest(node, effects, 1000).start();
        node.namesLeadTo(run.now(), List.of(), 0, List.of(at(6700)));
        run.failDial(effects.takeDials().get(0), DialFailure.REFUSED);

        node.namesLeadTo(run.now(), List.of(), 0, List.of(at(6701)));

        assertThat(effects.takeDials()).extracting(FakeLink::to).containsExactly(at(6701));
        run.advance(1500);
        assertThat(effects.takeDials()).isEmpty();
    }

    @Test
    void without_seeds_the_age_is_the_largest_that_a_contact_proposes_and_contacts_are_dialled() {
        PeerScript peer =
                new PeerScript(0, 1, settings -> settings.contacts(List.of(older(1).address(), older(2).address())));
        peer.run.start();
        List<FakeLink> asked = peer.peerDials();

        propose(peer, asked.get(0), older(1), AGE + 10);
        propose(peer, asked.get(1), older(2), AGE + 30);

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE + 30);
        peer.know(older(1), older(2));
        List<FakeLink> dials = peer.peerDials();
        assertThat(dials).extracting(FakeLink::to).containsExactly(older(1).address(), older(2).address());
        dials.forEach(peer::accept);
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(2);
        assertThat(peer.effects.takeFacts(Fact.Ready.class)).hasSize(1);
    }

    @Test
    void without_seeds_and_contacts_it_is_the_first_and_takes_whoever_comes() {
        PeerScript peer = new PeerScript(0);

        peer.run.start();

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(WALL);
        assertThat(peer.effects.takeFacts(Fact.Ready.class)).hasSize(1);
        peer.linkedFrom(PeerScript.younger(1));
    }

    @Test
    void a_static_neighbour_is_dialled_again_with_longer_waits_until_it_is_there_and_whenever_it_is_lost() {
        Entry contact = older(30);
        PeerScript peer = new PeerScript(3, 1, settings -> settings.contacts(List.of(contact.address())));
        peer.know(older(1));
        peer.run.start();
        peer.seedsAnswer();
        peer.accept(peer.peerDial(older(1).address()));
        List<Long> times = new ArrayList<>();

        for (int i = 0; i < 7; i++) {
            times.add(peer.run.now());
            peer.run.failDial(peer.peerDial(contact.address()), DialFailure.REFUSED);
            passToDialOf(peer, contact);
        }
        times.add(peer.run.now());

        long[] most = {1000, 2000, 4000, 8000, 16_000, 30_000, 30_000};
        for (int i = 0; i < 7; i++) {
            assertThat(times.get(i + 1) - times.get(i)).isBetween(most[i] * 8 / 10, most[i] + 10);
        }
        peer.know(older(1), contact);
        FakeLink link = peer.accept(peer.peerDial(contact.address()));
        peer.know(older(1));
        long lostAt = peer.run.now();
        peer.run.feed(link, new Bye("leaving"));
        passToDialOf(peer, contact);
        assertThat(peer.run.now() - lostAt).isBetween(800L, 1010L);
    }

    @Test
    void static_neighbours_that_are_due_together_are_dialled_in_the_order_in_which_they_were_lost() {
        PeerScript peer = new PeerScript(
                3,
                1,
                settings ->
                        settings.contacts(List.of(older(30).address(), older(31).address())));
        peer.know(older(1));
        peer.run.start();
        peer.seedsAnswer();
        FakeLink first = peer.peerDial(older(30).address());
        FakeLink second = peer.peerDial(older(31).address());
        peer.run.failDial(second, DialFailure.REFUSED);
        peer.run.failDial(first, DialFailure.REFUSED);
        peer.peerDials();

        peer.run.freeze(5000);

        List<Address> dialled = new ArrayList<>();
        peer.peerDials().forEach(dial -> dialled.add(dial.to()));
        dialled.retainAll(List.of(older(30).address(), older(31).address()));
        assertThat(dialled).containsExactly(older(31).address(), older(30).address());
    }

    @Test
    void remembered_addresses_give_a_place_while_all_seeds_are_dead() {
        PeerScript peer =
                new PeerScript(3, 1, settings -> settings.known(List.of(older(1).address(), older(2).address())));
        peer.silentSeeds.addAll(peer.seeds);
        peer.run.start();
        peer.pass(6000);
        List<FakeLink> asked = peer.peerDials();
        assertThat(asked).hasSize(2);

        propose(peer, asked.get(0), older(1), AGE + 10);
        peer.run.failDial(asked.get(1), DialFailure.REFUSED);
        peer.know(older(1));
        peer.accept(peer.peerDial(older(1).address()));

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE + 10);
        assertThat(Inside.of(peer.node).neighbours().olderLinks()).isEqualTo(1);
        assertThat(peer.effects.takeFacts(Fact.Ready.class)).hasSize(1);
        peer.silentSeeds.clear();
        peer.pass(35_000);
        assertThat(peer.takeTold(Register.class)).first().matches(told -> told.age() == AGE + 10);
    }

    @Test
    void contacts_that_wait_for_an_age_as_well_do_not_wait_for_each_other() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.contacts(List.of(older(1).address())));
        peer.silentSeeds.addAll(peer.seeds);
        peer.run.start();
        peer.pass(6000);

        propose(peer, peer.peerDial(older(1).address()), older(1), 0);

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(peer.effects.wallTime());
    }

    @Test
    void an_age_from_a_seed_is_not_changed_by_a_contact_that_answers_later() {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.known(List.of(older(1).address())));
        peer.silentSeeds.addAll(peer.seeds);
        peer.run.start();
        peer.pass(6000);
        FakeLink asked = peer.peerDial(older(1).address());
        peer.silentSeeds.clear();
        peer.pass(1000);
        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE);

        if (!asked.isEnded()) {
            propose(peer, asked, older(1), AGE + 777);
        }

        assertThat(Inside.of(peer.node).ground().self().age()).isEqualTo(AGE);
    }

    @Test
    void an_attempt_that_gave_way_to_a_connection_which_then_never_came_is_made_again() {
        Entry contact = PeerScript.younger(5);
        PeerScript peer = new PeerScript(3, 1, settings -> settings.contacts(List.of(contact.address())));
        peer.run.start();
        peer.seedsAnswer();
        FakeLink dial = peer.peerDial(contact.address());
        peer.run.open(dial);
        peer.run.feed(dial, PeerScript.helloOf(contact));
        assertThat(only(LinkRequest.class, dial.said())).hasSize(1);

        peer.run.feed(dial, new Bye("duplicate"));
        passToDialOf(peer, contact);

        FakeLink again = peer.peerDial(contact.address());
        peer.run.open(again);
        peer.run.feed(again, PeerScript.helloOf(contact), new LinkAccepted(0, 1));
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    @Test
    void a_peer_that_knows_of_nobody_needs_no_address_and_is_ready_alone() {
        RecordingEffects effects = new RecordingEffects(WALL);

        nowhere(effects, same -> same).start();

        assertThat(effects.takeFacts(Fact.Ready.class)).hasSize(1);
        assertThat(effects.takeDials()).isEmpty();
        assertThat(effects.takeFacts(Fact.QuorumMissed.class)).isEmpty();
    }

    @Test
    void its_first_neighbour_gives_it_the_address_at_which_it_was_dialled() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects, same -> same).start();
        Address named = Address.parse("10.0.0.7:6500");

        FakeLink link = run.accept(Ip.parse("10.0.0.9"));
        run.feed(link, dialling("10.0.0.9", "10.0.0.7"));

        assertThat(link.said()).containsExactly(answer(named));
        assertThat(effects.takeFacts(Fact.AddressSettled.class)).isEmpty();
        run.feed(link, new LinkRequest(0, 0, Purpose.JOIN));
        assertThat(link.said()).first().isEqualTo(new LinkAccepted(0, 1));
        assertThat(effects.takeFacts(Fact.AddressSettled.class))
                .containsExactly(new Fact.AddressSettled(named, "as 10.0.0.9:6600 dialled it"));
    }

    @Test
    void a_stranger_who_only_says_hello_gives_it_none() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects, same -> same).start();
        run.feed(run.accept(Ip.parse("6.6.6.6")), dialling("6.6.6.6", "10.6.6.6"));

        FakeLink link = run.accept(Ip.parse("10.0.0.9"));
        run.feed(link, dialling("10.0.0.9", "10.0.0.7"), new LinkRequest(0, 0, Purpose.JOIN));

        assertThat(effects.takeFacts(Fact.AddressSettled.class))
                .extracting(Fact.AddressSettled::address)
                .containsExactly(Address.parse("10.0.0.7:6500"));
    }

    @Test
    void nobody_renames_it_once_it_has_a_neighbour_not_even_who_was_told_another_name_before() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects, same -> same).start();
        FakeLink early = run.accept(Ip.parse("6.6.6.6"));
        run.feed(early, dialling("6.6.6.6", "10.6.6.6"));
        FakeLink first = run.accept(Ip.parse("10.0.0.9"));
        run.feed(first, dialling("10.0.0.9", "10.0.0.7"), new LinkRequest(0, 0, Purpose.JOIN));
        early.said();
        effects.take();

        run.feed(early, new LinkRequest(0, 0, Purpose.JOIN));
        FakeLink late = run.accept(Ip.parse("6.6.6.6"));
        run.feed(late, dialling("6.6.6.6", "10.6.6.6"));

        assertThat(early.said())
                .singleElement()
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.text()).isEqualTo("dialled at 10.6.6.6 but it is 10.0.0.7:6500"));
        assertThat(only(Hello.class, late.said()))
                .extracting(Hello::self)
                .containsExactly(Address.parse("10.0.0.7:6500"));
        assertThat(effects.takeFacts(Fact.AddressSettled.class)).isEmpty();
    }

    @Test
    void first_linked_from_its_own_machine_it_stays_there_and_says_once_what_helps_whoever_calls_from_elsewhere() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects, same -> same).start();
        run.feed(run.accept(Ip.LOOPBACK), dialling("127.0.0.1", "127.0.0.1"), new LinkRequest(0, 0, Purpose.JOIN));
        run.feed(run.accept(Ip.LOOPBACK), dialling("127.0.0.2", "127.0.0.3"), new LinkRequest(0, 0, Purpose.JOIN));
        assertThat(effects.takeFacts(Fact.SettingDoubtful.class)).isEmpty();
        List<FakeLink> callers = List.of(run.accept(Ip.parse("10.0.0.9")), run.accept(Ip.parse("10.0.0.8")));

        run.feed(callers.get(0), dialling("10.0.0.9", "10.0.0.7"), new LinkRequest(0, 0, Purpose.JOIN));
        run.feed(callers.get(1), dialling("10.0.0.8", "10.0.0.7"), new LinkRequest(0, 0, Purpose.JOIN));

        assertThat(callers)
                .allSatisfy(caller -> assertThat(only(Failure.class, caller.said()))
                        .extracting(Failure::text)
                        .containsExactly("dialled at 10.0.0.7 but it is 127.0.0.1:6500"));
        assertThat(effects.takeFacts(Fact.SettingDoubtful.class))
                .containsExactly(new Fact.SettingDoubtful("known as 127.0.0.1:6500 until it ends, which only its own"
                        + " machine reaches: 10.0.0.9:6600 cannot link with it at 10.0.0.7; say advertise"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "224.0.0.1", "10.0.0.9"})
    void it_takes_no_address_that_cannot_be_its_own(String said) {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects, same -> same).start();
        FakeLink link = run.accept(Ip.parse("10.0.0.9"));
        Hello asks = new Hello(
                Role.PEER, "default", Address.parse("10.0.0.9:6500"), 1, AGE + 9, Ip.parse(said), 0, WALL, null, true);

        run.feed(link, asks);

        assertThat(link.said()).containsExactly(answer(NOWHERE));
        run.feed(link, new LinkRequest(0, 0, Purpose.JOIN));
        assertThat(only(LinkAccepted.class, link.said())).isEmpty();
        assertThat(effects.takeFacts(Fact.AddressSettled.class)).isEmpty();
    }

    @Test
    void while_its_contacts_are_not_there_others_may_link_to_it_and_then_it_dials_them_by_itself() {
        RecordingEffects effects = new RecordingEffects(WALL);
        NodeUnderTest run = nowhere(effects, settings -> settings.contacts(List.of(at(6700))))
                .start();
        effects.takeDials().forEach(dial -> run.failDial(dial, DialFailure.REFUSED));
        assertThat(effects.takeDials()).isEmpty();
        assertThat(effects.takeFacts(Fact.Ready.class)).isEmpty();

        FakeLink link = run.accept(Ip.parse("10.0.0.9"));
        run.feed(link, dialling("10.0.0.9", "10.0.0.7"), new LinkRequest(0, 0, Purpose.JOIN));

        assertThat(effects.takeFacts(Fact.Ready.class)).hasSize(1);
        FakeLink dial = effects.takeDials().get(0);
        assertThat(dial.to()).isEqualTo(at(6700));
        assertThat(only(Hello.class, dial.said()))
                .extracting(Hello::self, Hello::seen)
                .containsExactly(tuple(Address.parse("10.0.0.7:6500"), Ip.LOOPBACK));
    }

    @Test
    void alone_and_told_of_somebody_it_asks_what_it_is_seen_as_and_links() {
        RecordingEffects effects = new RecordingEffects(WALL);
        PeerSettings settings = PeerSettings.at(NOWHERE, EPOCH).gossipCount(0).build();
        PeerNode node = new PeerNode(settings, new SplittableRandom(1), effects);
        NodeUnderTest run = new NodeUnderTest(node, effects, 1000).start();
        Address contact = Address.parse("10.0.0.9:6600");

        node.addContacts(run.now(), List.of(contact, Address.parse("10.0.0.7:6500")));
        List<FakeLink> asked = effects.takeDials();
        seenAs(run, asked.get(0), "10.0.0.7");
        run.failDial(asked.get(1), DialFailure.REFUSED);

        assertThat(effects.takeDials()).extracting(FakeLink::to).containsExactly(contact);
    }

    @Test
    void seeds_that_are_named_are_asked_once_the_names_lead_somewhere_and_count_before() {
        PeerScript peer = new PeerScript(2, 1, settings -> settings.lines(5, 0));
        peer.know(older(1));
        peer.run.start();
        assertThat(peer.effects.takeDials()).isEmpty();

        peer.node.namesLeadTo(peer.run.now(), List.of(at(5000), at(5001), at(5009)), 5, List.of());

        assertThat(peer.effects.takeDials())
                .as("of the majority of five")
                .extracting(FakeLink::to)
                .containsExactlyInAnyOrder(at(5000), at(5001), at(5009));
    }

    @Test
    void a_majority_is_that_of_as_many_seeds_as_there_are_now() {
        PeerScript peer = new PeerScript(1);
        peer.join(older(1));

        peer.node.namesLeadTo(peer.run.now(), List.of(at(5000), at(5001), at(5002)), 3, List.of());
        peer.seedsAnswer();
        List<FakeLink> others = peer.peerDials();
        assertThat(others).as("one more than had a lease").hasSize(1);
        peer.answer(others.get(0), new Registered(AGE, 60_000, 1, List.of()));

        assertThat(peer.node.look().leases()).isEqualTo(2);
        assertThat(peer.node.look().quorum()).isEqualTo(2);
        peer.node.namesLeadTo(peer.run.now(), List.of(at(5000)), 1, List.of());
        assertThat(peer.node.look().quorum()).isEqualTo(1);
        assertThat(peer.node.look().leases()).isEqualTo(1);
    }

    @Test
    void a_seed_whose_name_leads_elsewhere_is_asked_there_and_its_lease_is_no_more() {
        PeerScript peer = new PeerScript(1);
        peer.join(older(1));

        peer.node.namesLeadTo(peer.run.now(), List.of(at(5077)), 1, List.of());

        FakeLink dial = peer.peerDial(at(5077));
        assertThat(only(Register.class, dial.said())).hasSize(1);
        assertThat(peer.node.look().leases()).isZero();
        peer.answer(dial, new Registered(AGE, 60_000, 1, List.of()));
        assertThat(peer.node.look().leases()).isEqualTo(1);
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    @Test
    void names_that_lead_nowhere_hold_up_nobody_longer_than_they_are_looked_up() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.lines(0, 1));
        peer.run.start();

        peer.node.namesLeadTo(peer.run.now(), List.of(), 0, List.of());

        assertThat(Inside.of(peer.node).ground().self().hasAge()).isTrue();
        assertThat(peer.effects.takeFacts(Fact.Ready.class)).isEmpty();
        peer.linkedFrom(PeerScript.younger(1));
        assertThat(peer.effects.takeFacts(Fact.Ready.class)).hasSize(1);
    }

    @Test
    void a_contact_whose_name_leads_elsewhere_is_dialled_there_and_not_where_it_was() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.lines(0, 1));
        peer.run.start();
        peer.node.namesLeadTo(peer.run.now(), List.of(), 0, List.of(older(1).address()));
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);

        peer.node.namesLeadTo(peer.run.now(), List.of(), 0, List.of(older(2).address()));
        peer.know(older(2));
        peer.accept(peer.peerDial(older(2).address()));
        peer.pass(60_000);

        assertThat(peer.isDialling(older(1).address())).isFalse();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    @Test
    void a_contact_that_was_added_or_named_is_told_where_it_was_dialled_although_there_are_seeds() {
        PeerScript peer = new PeerScript(1, 1, settings -> settings.lines(1, 1));
        peer.know(older(1));
        peer.run.start();
        peer.node.namesLeadTo(peer.run.now(), peer.seeds, 1, List.of(older(2).address()));
        peer.seedsAnswer();
        peer.node.addContacts(peer.run.now(), List.of(older(3).address()));

        assertThat(peer.peerDials())
                .extracting(
                        FakeLink::to,
                        dial -> only(Hello.class, dial.said()).get(0).seen())
                .containsExactlyInAnyOrder(
                        tuple(older(1).address(), null),
                        tuple(older(2).address(), Ip.LOOPBACK),
                        tuple(older(3).address(), Ip.LOOPBACK));
    }

    @Test
    void what_a_seed_answers_after_its_name_has_left_it_is_no_lease() {
        PeerScript peer = new PeerScript(1);
        peer.run.start();
        FakeLink former = peer.effects.takeDials().get(0);

        peer.node.namesLeadTo(peer.run.now(), List.of(at(5077)), 1, List.of());
        peer.answer(former, new Registered(AGE, 60_000, 1, List.of()));

        assertThat(peer.node.look().leases()).isZero();
        peer.answer(peer.peerDial(at(5077)), new Registered(AGE, 60_000, 1, List.of()));
        assertThat(peer.node.look().leases()).isEqualTo(1);
        peer.pass(30_000);
        assertThat(peer.isDialling(former.to())).isFalse();
    }

    @Test
    void who_was_added_by_address_is_dialled_also_after_a_name_that_led_there_leads_elsewhere() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.lines(0, 1));
        peer.run.start();
        peer.node.namesLeadTo(peer.run.now(), List.of(), 0, List.of(older(1).address()));
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);
        peer.node.addContacts(peer.run.now(), List.of(older(1).address()));
        peer.node.namesLeadTo(peer.run.now(), List.of(), 0, List.of(older(2).address()));

        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);
        peer.run.advance(5_000);

        assertThat(peer.isDialling(older(1).address())).isTrue();
    }

    @Test
    void who_was_taken_back_is_not_dialled_again_when_another_is_added() {
        PeerScript peer = new PeerScript(0);
        peer.know(older(1), older(2));
        peer.run.start();
        peer.node.addContacts(peer.run.now(), List.of(older(1).address()));
        FakeLink link = peer.accept(peer.peerDial(older(1).address()));

        peer.node.removeContacts(peer.run.now(), List.of(older(1).address()));
        peer.node.addContacts(peer.run.now(), List.of(older(2).address()));
        peer.accept(peer.peerDial(older(2).address()));
        peer.pass(60_000);

        assertThat(peer.toldOn(link)).contains(new Bye("done"));
        assertThat(peer.isDialling(older(1).address())).isFalse();
        assertThat(Inside.of(peer.node).neighbours().degree()).isEqualTo(1);
    }

    @Test
    void who_was_taken_back_counts_no_more_and_may_be_added_again() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.contacts(List.of(older(1).address())));
        peer.run.start();
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);
        List<Address> most =
                IntStream.rangeClosed(1, 256).mapToObj(PeerScript::at).toList();
        assertThat(peer.node.addContacts(peer.run.now(), most)).isFalse();

        peer.node.removeContacts(peer.run.now(), List.of(older(1).address()));

        assertThat(peer.node.addContacts(peer.run.now(), most)).isTrue();
        assertThat(peer.isDialling(older(1).address())).isFalse();
        peer.node.removeContacts(peer.run.now(), List.of(at(256)));
        assertThat(peer.node.addContacts(peer.run.now(), List.of(older(1).address())))
                .isTrue();
        assertThat(peer.isDialling(older(1).address())).isTrue();
    }

    @Test
    void who_was_taken_back_is_not_dialled_because_a_name_leads_there_until_it_is_added() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.lines(0, 2));
        peer.know(older(1), older(2));
        peer.run.start();
        peer.node.namesLeadTo(peer.run.now(), List.of(), 0, List.of(older(1).address()));
        peer.run.failDial(peer.peerDial(older(1).address()), DialFailure.REFUSED);
        peer.accept(peer.peerDial(older(1).address()));

        peer.node.removeContacts(peer.run.now(), List.of(older(1).address()));
        peer.node.namesLeadTo(peer.run.now(), List.of(), 0, List.of(older(1).address(), older(2).address()));
        peer.accept(peer.peerDial(older(2).address()));
        peer.pass(60_000);

        assertThat(peer.isDialling(older(1).address())).isFalse();
        peer.node.addContacts(peer.run.now(), List.of(older(1).address()));
        assertThat(peer.isDialling(older(1).address())).isTrue();
    }

    @Test
    void a_name_is_one_of_the_most_contacts_wherever_it_leads() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.lines(0, 200));
        peer.run.start();
        List<Address> more =
                IntStream.rangeClosed(1, 57).mapToObj(PeerScript::at).toList();

        assertThat(peer.node.addContacts(peer.run.now(), more)).isFalse();
        assertThat(peer.node.addContacts(peer.run.now(), more.subList(0, 56))).isTrue();
        assertThat(peer.node.addContacts(peer.run.now(), more.subList(0, 56)))
                .as("the same")
                .isTrue();
    }

    @Test
    void who_was_taken_away_is_no_contact_again_when_another_is_added_and_leaves_its_place_free() {
        PeerScript peer = new PeerScript(0);
        peer.run.start();
        List<Address> most = IntStream.rangeClosed(1, PeerSettings.MOST_CONTACTS)
                .mapToObj(PeerScript::at)
                .toList();
        peer.node.addContacts(peer.run.now(), most);
        peer.node.removeContacts(peer.run.now(), most);
        peer.effects.takeDials();

        assertThat(peer.node.addContacts(peer.run.now(), List.of(at(5555)))).isTrue();
        peer.run.advance(120_000);

        assertThat(peer.effects.takeDials()).extracting(FakeLink::to).containsOnly(at(5555));
    }

    @Test
    void a_seed_of_which_no_address_answers_is_asked_no_faster_however_often_its_name_moves_on() {
        PeerScript peer = new PeerScript(1);
        peer.run.start();
        int dials = 0;

        for (int moves = 0; moves < 200; moves++) {
            List<FakeLink> asked = peer.effects.takeDials();
            dials += asked.size();
            for (FakeLink dial : asked) {
                peer.run.failDial(dial, DialFailure.REFUSED);
            }
            peer.node.namesLeadTo(peer.run.now(), List.of(at(moves % 2 == 0 ? 5001 : 5000)), 1, List.of());
            peer.run.advance(10);
        }

        assertThat(dials).as("in two seconds").isBetween(2, 4);
    }

    @Test
    void a_contact_of_which_no_address_answers_is_dialled_at_each_less_and_less_often() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.lines(0, 1));
        peer.run.start();
        int dials = 0;

        for (int moves = 0; moves < 12_000; moves++) {
            peer.node.namesLeadTo(
                    peer.run.now(), List.of(), 0, List.of(older(1 + moves % 2).address()));
            List<FakeLink> asked = peer.effects.takeDials();
            dials += asked.size();
            for (FakeLink dial : asked) {
                peer.run.failDial(dial, DialFailure.REFUSED);
            }
            peer.run.advance(10);
        }

        assertThat(dials).as("in two minutes").isBetween(10, 20);
        assertThat(peer.effects.takeFacts(Fact.LinkDeclined.class)).noneMatch(Fact.LinkDeclined::isThere);
    }

    private static NodeUnderTest nowhere(RecordingEffects effects) {
        return nowhere(effects, settings -> settings.seeds(List.of(at(5000), at(5001), at(5002))));
    }

    private static NodeUnderTest nowhere(RecordingEffects effects, UnaryOperator<PeerSettings.Builder> change) {
        PeerSettings settings =
                change.apply(PeerSettings.at(NOWHERE, EPOCH).gossipCount(0)).build();
        return new NodeUnderTest(new PeerNode(settings, new SplittableRandom(1), effects), effects, 1000);
    }

    /** What the peer at this ip says that dials ours at that one. */
    private static Hello dialling(String from, String to) {
        Address self = new Address(Ip.parse(from), 6600);
        return new Hello(Role.PEER, "default", self, 1, AGE + 9, Ip.parse(to), 0, WALL, null, true);
    }

    private static Hello answer(Address self) {
        return new Hello(Role.PEER, "default", self, EPOCH, WALL, null, 0, WALL, null, true);
    }

    private static void seenAs(NodeUnderTest run, FakeLink dial, String ip) {
        run.open(dial);
        run.feed(dial, new Hello(Role.SEED, "default", dial.to(), 1, 0, Ip.parse(ip), 0, 0));
    }

    private static void propose(PeerScript peer, FakeLink dial, Entry who, long age) {
        peer.run.open(dial);
        peer.run.feed(
                dial, new Hello(Role.PEER, "default", who.address(), who.epoch(), who.age(), Ip.LOOPBACK, age, 0));
    }

    private static void passToDialOf(PeerScript peer, Entry contact) {
        for (int passed = 0; passed < 40_000; passed += 10) {
            peer.pass(10);
            if (peer.isDialling(contact.address())) {
                return;
            }
        }
        throw new AssertionError(contact + " is not dialled");
    }
}
