package grapevine.peer.core.join;

import static grapevine.peer.core.PeerScript.AGE;
import static grapevine.peer.core.PeerScript.EPOCH;
import static grapevine.peer.core.PeerScript.WALL;
import static grapevine.peer.core.PeerScript.at;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

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
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LinkAccepted;
import grapevine.wire.Message.LinkRequest;
import grapevine.wire.Message.Register;
import grapevine.wire.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

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

    private static NodeUnderTest nowhere(RecordingEffects effects) {
        PeerSettings settings = PeerSettings.at(NOWHERE, EPOCH)
                .seeds(List.of(at(5000), at(5001), at(5002)))
                .build();
        return new NodeUnderTest(new PeerNode(settings, new SplittableRandom(1), effects), effects, 1000);
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
