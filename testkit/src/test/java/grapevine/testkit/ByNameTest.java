package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.peer.Neighbour;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerState;
import grapevine.peer.hosting.PeerHosting;
import grapevine.sampling.SamplingRule;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.net.WirePassage;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that find each other by names, which lead where the test says; each machine has one address. */
class ByNameTest {
    private static final long A_MINUTE = 60_000;
    private static final String EVERYWHERE = "0.0.0.0";

    private final VirtualNetwork network =
            new VirtualNetwork(1).withoutDiaries().sendThrough(new WirePassage());
    private final VirtualHosting hosting = new VirtualHosting(network);
    private final Map<String, List<String>> known = new HashMap<>();
    private final List<Peer> peers = new ArrayList<>();

    @BeforeEach
    void lookUp() {
        hosting.names = name -> {
            List<String> all = known.get(name);
            if (all == null) {
                throw new UnknownHostException(name);
            }
            return all.stream().map(Ip::parse).toList();
        };
    }

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
    }

    @Test
    void a_peer_whose_name_is_known_only_later_is_linked_with_then() throws Exception {
        Peer one = join("10.0.0.1", PeerConfig.builder());
        Peer two = join("10.0.0.2", contact("one.test"));
        hosting.run(A_MINUTE);
        assertThat(two.state()).isEqualTo(PeerState.JOINING);

        lead("one.test", "10.0.0.1");

        awaitLink(two, one);
        assertThat(two.state()).isEqualTo(PeerState.READY);
    }

    @Test
    void a_peer_that_has_another_address_is_followed_there() throws Exception {
        lead("one.test", "10.0.0.1");
        Peer before = join("10.0.0.1", PeerConfig.builder());
        Peer two = join("10.0.0.2", contact("one.test"));
        awaitLink(two, before);

        before.close();
        Peer after = join("10.0.0.9", PeerConfig.builder());
        lead("one.test", "10.0.0.9");

        awaitLink(two, after);
    }

    @Test
    void a_peer_that_does_not_know_its_address_goes_on_to_the_next_of_a_peer_when_nobody_is_at_the_first()
            throws Exception {
        Peer there = join("10.0.0.1", PeerConfig.builder());
        lead("one.test", "10.0.0.66", "10.0.0.1");

        Peer two = join("10.0.0.2", contact("one.test").bind(EVERYWHERE));

        awaitLink(two, there);
        assertThat(two.address().getAddress().getHostAddress()).isEqualTo("10.0.0.2");
    }

    @Test
    void a_peer_that_does_not_know_its_address_goes_on_to_the_next_of_a_seed_when_nobody_is_at_the_first()
            throws Exception {
        Address seed = Address.parse("10.0.0.1:5000");
        network.add(
                seed,
                effects -> new SeedNode(
                        SeedSettings.at(seed, network.wallTime())
                                .seeds(List.of(seed))
                                .build(),
                        network.random("seed"),
                        effects));
        lead("seed.test", "10.0.0.66", "10.0.0.1");

        Peer peer =
                join("10.0.0.2", PeerConfig.builder().seeds("seed.test:5000").bind(EVERYWHERE));

        hosting.runUntil(() -> peer.state() == PeerState.READY, A_MINUTE);
        assertThat(peer.state()).isEqualTo(PeerState.READY);
    }

    @Test
    void two_peers_under_one_name_that_leads_each_to_itself_first_find_each_other() throws Exception {
        lead("both.test", "10.0.0.1", "10.0.0.2");
        Peer one = join("10.0.0.1", contact("both.test"));
        hosting.run(1000);
        lead("both.test", "10.0.0.2", "10.0.0.1");

        Peer two = join("10.0.0.2", contact("both.test"));

        awaitLink(one, two);
    }

    @Test
    void so_do_two_that_do_not_know_where_they_are() throws Exception {
        lead("both.test", "10.0.0.1", "10.0.0.2");
        Peer one = join("10.0.0.1", contact("both.test").bind(EVERYWHERE));
        hosting.run(1000);
        lead("both.test", "10.0.0.2", "10.0.0.1");

        Peer two = join("10.0.0.2", contact("both.test").bind(EVERYWHERE));

        awaitLink(one, two);
    }

    @Test
    void so_do_two_that_do_not_know_where_they_are_of_which_one_comes_later_under_the_name() throws Exception {
        lead("both.test", "10.0.0.1");
        Peer one = join("10.0.0.1", contact("both.test").bind(EVERYWHERE));
        hosting.run(A_MINUTE);
        assertThat(one.state()).isEqualTo(PeerState.JOINING);
        Peer two = join("10.0.0.2", contact("both.test").bind(EVERYWHERE));
        hosting.run(1000);

        lead("both.test", "10.0.0.1", "10.0.0.2");

        awaitLink(one, two);
    }

    @Test
    void a_running_peer_links_with_a_name_that_it_is_told_until_that_is_taken_back() throws Exception {
        Peer one = join("10.0.0.1", alone());
        Peer two = join("10.0.0.2", alone());
        Peer three = join("10.0.0.3", alone());
        two.connect("one.test:6001");
        assertThat(two.health().hasContacts()).isTrue();
        hosting.run(A_MINUTE);
        lead("one.test", "10.0.0.1");
        awaitLink(two, one);

        two.disconnect("one.test:6001");
        lead("one.test", "10.0.0.3");
        hosting.run(A_MINUTE);

        assertThat(two.neighbours()).isEmpty();
        assertThat(three.neighbours()).isEmpty();
        assertThat(two.health().hasContacts()).isFalse();
        two.connect("one.test:6001");
        awaitLink(two, three);
    }

    @Test
    void a_name_that_is_taken_back_leaves_what_another_or_an_address_leads_to() throws Exception {
        lead("one.test", "10.0.0.1");
        lead("uno.test", "10.0.0.1");
        lead("three.test", "10.0.0.3");
        Peer one = join("10.0.0.1", alone());
        Peer three = join("10.0.0.3", alone());
        Peer two = join("10.0.0.2", alone().connect("one.test:6001", "uno.test:6001", "three.test:6001"));
        two.connect("10.0.0.3:6001");
        awaitLink(two, one);
        awaitLink(two, three);

        two.disconnect("one.test:6001", "three.test:6001");
        hosting.run(A_MINUTE);

        assertThat(isLinked(two, one)).isTrue();
        assertThat(isLinked(two, three)).isTrue();
        two.disconnect("uno.test:6001", "10.0.0.3:6001");
        hosting.run(A_MINUTE);
        assertThat(two.neighbours()).isEmpty();
    }

    @Test
    void names_and_addresses_together_are_no_more_than_256_and_all_or_none_are_taken() throws Exception {
        Peer peer = join("10.0.0.1", alone());
        String[] most =
                IntStream.range(0, 256).mapToObj(i -> "p" + i + ".test:6001").toArray(String[]::new);
        peer.connect(Arrays.copyOf(most, 255));

        assertThatThrownBy(() -> peer.connect(most[255], "10.0.0.2:6001"))
                .hasMessage("connect: 2 peers would make more than 256 static neighbours");

        peer.connect(most[255]);
        assertThatThrownBy(() -> peer.connect("10.0.0.2:6001")).isInstanceOf(IllegalArgumentException.class);
        peer.disconnect(most[0]);
        peer.connect("10.0.0.2:6001");
    }

    /** Of one that links with nobody else. */
    private static PeerConfig.Builder alone() {
        return PeerConfig.builder().sampling(SamplingRule.of("random/none/head"));
    }

    private void lead(String name, String... ips) {
        known.put(name, Arrays.asList(ips));
    }

    private static PeerConfig.Builder contact(String name) {
        return PeerConfig.builder().connect(name + ":6001");
    }

    /** A peer at this machine. */
    private Peer join(String ip, PeerConfig.Builder config) throws IOException {
        hosting.machine = Ip.parse(ip);
        boolean isBound = config.open().build().toString().contains("bind");
        PeerConfig at = (isBound ? config : config.bind(ip)).port(6001).build();
        Peer peer = PeerHosting.join(at, null, null, hosting);
        peers.add(peer);
        return peer;
    }

    private void awaitLink(Peer one, Peer other) {
        hosting.runUntil(() -> isLinked(one, other), A_MINUTE);
        assertThat(isLinked(one, other)).as("%s is linked with %s", one, other).isTrue();
    }

    private static boolean isLinked(Peer one, Peer other) {
        return one.neighbours().stream().map(Neighbour::member).anyMatch(other.self()::equals);
    }
}
