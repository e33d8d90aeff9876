package grapevine.peer.core.gossip;

import static grapevine.peer.core.PeerScript.WALL;
import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.only;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Publication;
import grapevine.policy.Clocks;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.LivenessRequest;
import grapevine.wire.Origin;
import grapevine.wire.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer says in its messages of those it got. */
class ClockTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Origin A = new Origin(older(31).address(), older(31).epoch());

    @Test
    void a_peer_keeps_no_clocks_unless_it_is_told_to() {
        PeerScript peer = joined(Clocks.OFF);

        Gossip message = publish(peer);

        assertThat(message.attributes()).isEmpty();
        assertThat(message.isStamped()).isFalse();
    }

    @Test
    void the_first_message_says_when_it_was_made_and_comes_after_nothing() {
        PeerScript peer = joined(Clocks.ON);

        Gossip message = publish(peer);

        assertThat(message.time()).isEqualTo(message.timestamp() + ".0");
        assertThat(message.clock()).isNull();
        assertThat(publish(peer).time()).isEqualTo(message.timestamp() + ".1");
    }

    @Test
    void a_reply_names_what_was_got_before_and_what_that_came_after() {
        PeerScript peer = joined(Clocks.ON);
        get(peer, message(A, 3, "time=5.0\nclock=127.0.0.1:100:7:9\n"));
        get(peer, message(new Origin(PeerScript.at(50), 7), 1, ""));

        assertThat(publish(peer).clock())
                .isEqualTo("127.0.0.1:50:7:1;127.0.0.1:100:7:9;" + A.address() + ":" + A.epoch() + ":3");
    }

    @Test
    void lower_numbers_change_nothing() {
        PeerScript peer = joined(Clocks.ON);
        get(peer, message(A, 3, ""));
        get(peer, message(A, 2, "time=5.0\n"));

        assertThat(publish(peer).clock()).isEqualTo(A.address() + ":" + A.epoch() + ":3");
    }

    @Test
    void of_more_than_31_origins_those_that_had_something_new_last_are_named() {
        PeerScript peer = joined(Clocks.ON);
        for (int i = 0; i < 40; i++) {
            get(peer, message(new Origin(PeerScript.at(100 + i), 7), 1, ""));
        }
        get(peer, message(new Origin(PeerScript.at(100), 7), 2, ""));

        List<Integer> named = publish(peer).causes().stream()
                .map(cause -> cause.origin().address().port())
                .toList();

        assertThat(named).hasSize(Clock.MOST_ORIGINS).startsWith(100, 110, 111).endsWith(138, 139);
    }

    @Test
    void the_time_follows_those_ahead() {
        PeerScript peer = joined(Clocks.ON);
        get(peer, message(A, 1, "time=" + (WALL + 60_000) + ".7\n"));

        assertThat(publish(peer).time()).isEqualTo((WALL + 60_000) + ".8");
        assertThat(peer.run.count(Counter.TIMES_AHEAD)).isZero();
    }

    @Test
    void a_time_more_than_an_hour_ahead_is_not_followed_and_counted() {
        PeerScript peer = joined(Clocks.ON);
        long wall = peer.effects.wallTime();
        get(peer, message(A, 1, "time=" + (wall + Ground.FUTURE_MILLIS + 1) + ".0\n"));
        get(peer, message(A, 2, "time=" + Long.MAX_VALUE + ".65535\n"));

        assertThat(publish(peer).time()).isEqualTo(wall + ".0");
        assertThat(peer.run.count(Counter.TIMES_AHEAD)).isEqualTo(2);
        assertThat(peer.run.count(Counter.MESSAGES_DELIVERED)).isEqualTo(2);
    }

    @Test
    void ahead_is_what_is_ahead_of_most_clocks_not_of_our_own() {
        PeerScript peer = joined(Clocks.ON);
        long common = peer.effects.wallTime() + 3 * Ground.FUTURE_MILLIS;
        for (int number = 1; number <= 3; number++) {
            Address by = PeerScript.at(40 + number);
            Inside.of(peer.node).ground().heard(new Hello(Role.PEER, "default", by, 1, 1, null, 0, common));
        }

        get(peer, message(A, 1, "time=" + (common + Ground.FUTURE_MILLIS + 1) + ".0\n"));
        assertThat(peer.run.count(Counter.TIMES_AHEAD)).isEqualTo(1);
        get(peer, message(A, 2, "time=" + common + ".0\n"));

        assertThat(peer.run.count(Counter.TIMES_AHEAD)).isEqualTo(1);
        assertThat(publish(peer).time()).isEqualTo(common + ".1");
    }

    @Test
    void where_no_seed_says_so_those_on_two_hosts_that_dialled_us_say_what_most_clocks_show() {
        PeerScript peer = first();
        long common = peer.effects.wallTime() + 3 * Ground.FUTURE_MILLIS;
        FakeLink one = calls(peer, "10.0.0.1:6001");
        FakeLink again = calls(peer, "10.0.0.1:6002");
        FakeLink another = calls(peer, "10.0.0.2:6001");

        peer.run.feed(one, ping(common));
        peer.run.feed(again, ping(common), message(A, 1, "time=" + common + ".0\n"));
        assertThat(peer.run.count(Counter.TIMES_AHEAD)).as("by one host alone").isEqualTo(1);
        peer.run.feed(another, ping(common), message(A, 2, "time=" + common + ".0\n"));

        assertThat(peer.run.count(Counter.TIMES_AHEAD)).isEqualTo(1);
    }

    @Test
    void those_that_dialled_us_are_not_believed_where_one_that_we_dialled_agrees_with_our_clock() {
        PeerScript peer = first();
        long wall = peer.effects.wallTime();
        long later = wall + 3 * Ground.FUTURE_MILLIS;
        Ground ground = Inside.of(peer.node).ground();
        ground.heard(new Hello(Role.PEER, "default", PeerScript.at(41), 1, 1, null, 0, wall));
        for (int host = 1; host <= 3; host++) {
            peer.run.feed(calls(peer, "10.0.0." + host + ":6001"), ping(later));
        }

        assertThat(ground.commonTime()).isEqualTo(wall);
    }

    @Test
    void what_strangers_say_that_dialled_us_is_nothing() {
        PeerScript peer = first();
        long wall = peer.effects.wallTime();
        for (int host = 1; host <= 3; host++) {
            FakeLink stranger =
                    peer.run.accept(Address.parse("10.0.0." + host + ":6001").ip());
            Address self = new Address(stranger.remoteIp(), 6001);
            long later = wall + 3 * Ground.FUTURE_MILLIS;
            peer.run.feed(stranger, new Hello(Role.PEER, "default", self, 1, 0, null, 0, later), ping(later));
        }

        assertThat(Inside.of(peer.node).ground().commonTime()).isEqualTo(wall);
    }

    @Test
    void numbers_that_would_be_refused_are_not_believed() {
        PeerScript peer = joined(Clocks.ON);
        get(peer, message(A, 1, ""));
        Origin liar = new Origin(PeerScript.at(50), 7);
        get(peer, message(liar, 1, "time=5.0\nclock=" + A.address() + ":" + A.epoch() + ":" + Long.MAX_VALUE + "\n"));

        assertThat(publish(peer).clock()).isEqualTo("127.0.0.1:50:7:1;" + A.address() + ":" + A.epoch() + ":1");
    }

    @Test
    void what_others_say_of_our_own_messages_is_not_repeated() {
        PeerScript peer = joined(Clocks.ON);
        get(peer, message(A, 1, "time=5.0\nclock=" + PeerScript.SELF + ":" + PeerScript.EPOCH + ":9\n"));

        assertThat(publish(peer).clock()).isEqualTo(A.address() + ":" + A.epoch() + ":1");
    }

    private static PeerScript joined(Clocks clocks) {
        PeerScript peer = new PeerScript(3, 1, settings -> settings.clocks(clocks));
        peer.join(older(1));
        return peer;
    }

    /** Without seeds, and with nobody to dial. */
    private static PeerScript first() {
        PeerScript peer = new PeerScript(0, 1, settings -> settings.clocks(Clocks.ON));
        peer.run.start();
        return peer;
    }

    /** Somebody younger at this address dials for a link, and gets it. */
    private static FakeLink calls(PeerScript peer, String address) {
        return peer.linkedFrom(new Entry(Address.parse(address), 1, PeerScript.AGE + 1000, PeerScript.EPOCH + 1000));
    }

    private static LivenessRequest ping(long time) {
        return new LivenessRequest(time, Ip.LOOPBACK, 1, 1);
    }

    private static void get(PeerScript peer, Gossip message) {
        peer.run.feed(peer.linkTo(older(1)), message);
    }

    private static Gossip publish(PeerScript peer) {
        FakeLink link = peer.linkTo(older(1));
        peer.toldOn(link);
        assertThat(peer.node.publish(peer.run.now(), HELLO)).isEqualTo(Publication.ACCEPTED);
        return only(Gossip.class, peer.toldOn(link)).get(0);
    }

    private static Gossip message(Origin origin, long n, String attributes) {
        return Gossip.of(origin, n, 9, attributes.getBytes(StandardCharsets.US_ASCII), HELLO);
    }
}
