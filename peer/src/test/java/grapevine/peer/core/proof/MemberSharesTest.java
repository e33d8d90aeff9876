package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.proof.Batches.signed;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.peer.core.PeerScript;
import grapevine.policy.Dissemination;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message.Slow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose share it is that an origin has where messages are proven. */
class MemberSharesTest {
    private static final long OURS = 1;
    private static final long MANY_ORIGINS = 40;
    private static final long ONE_ORIGIN = 41;
    private static final long ANOTHER = 42;
    private static final long A_THIRD = 43;
    private static final long FULL_BYTES = 2048;
    private static final int FIRST_INVENTED = 100;

    private final PeerScript peer = new PeerScript(
            3,
            1,
            settings -> settings.dissemination(Dissemination.FLOOD),
            new FakeProofs(OURS)
                    .knowing(MANY_ORIGINS)
                    .knowing(ONE_ORIGIN)
                    .knowing(ANOTHER)
                    .knowing(A_THIRD));
    private FakeLink source;
    private int invented = FIRST_INVENTED;
    private long n;

    private long ahead() {
        return peer.run.count(Counter.MESSAGES_AHEAD);
    }

    private void bring(long key, Entry origin, long number) {
        peer.run.feed(source, signed(key, origin, number));
        peer.run.compute();
    }

    @BeforeEach
    void a_link_that_takes_nothing() {
        peer.join(older(1), older(2));
        source = peer.linkTo(older(1));
        peer.linkTo(older(2)).setBacklog(FULL_BYTES);
    }

    /** As somebody who began anew; that it is the same says its address alone. */
    private static Entry again(Entry origin, int times) {
        return new Entry(origin.address(), origin.degree(), origin.age(), origin.epoch() + times);
    }

    @Test
    void who_speaks_in_the_name_of_an_address_has_not_the_share_of_who_is_there() {
        for (int i = 0; i < 40; i++) {
            if (i % 10 == 0) {
                bring(ONE_ORIGIN, older(41), ++n);
            }
            bring(MANY_ORIGINS, again(older(41), i + 1), 1);
            peer.run.advance(50);
        }

        for (int i = 0; i < 8; i++) { // by turns, too
            long before = ahead();
            bring(MANY_ORIGINS, again(older(41), 100 + i), 1);
            assertThat(ahead()).isEqualTo(before);
            bring(ONE_ORIGIN, older(41), ++n);
            assertThat(ahead()).isEqualTo(before + 1);
        }
    }

    @Test
    void however_many_origins_it_invents_there_is_room_for_others() {
        for (int i = 0; i < 1100; i++) {
            bring(MANY_ORIGINS, new Entry(new Address(Ip.LOOPBACK, 10_000 + i), 1, PeerScript.AGE, 1), 1);
            if (i % 100 == 0) {
                peer.run.advance(500);
            }
        }

        long before = ahead();
        bring(ONE_ORIGIN, older(41), ++n);
        assertThat(ahead()).isEqualTo(before + 1);
        bring(MANY_ORIGINS, older(invented++), 1);
        assertThat(ahead()).isEqualTo(before + 1);
    }

    @Test
    void a_member_that_floods_is_named_once_with_its_own_part() {
        List<Fact.OriginsFlooding> named = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            bring(MANY_ORIGINS, older(invented++), 1);
            if (i % 20 == 0) {
                bring(ONE_ORIGIN, older(41), ++n);
                bring(ANOTHER, older(42), n);
                bring(A_THIRD, older(43), n);
                peer.run.feed(peer.linkTo(older(2)), new Slow(100, older(2).address()));
            }
            peer.run.advance(50);
            named.addAll(peer.effects.takeFacts(Fact.OriginsFlooding.class));
        }

        assertThat(named).hasSize(1);
        // the very first is not counted, as only it shows that there is not room for all
        assertThat(named.get(0).origins())
                .containsExactly(older(FIRST_INVENTED + 1).address());
        assertThat(named.get(0).share()).isBetween(70, 99);
    }

    @Test
    void who_invents_an_origin_for_each_message_has_one_share_for_all_of_them() {
        for (int i = 0; i < 40; i++) {
            bring(MANY_ORIGINS, older(invented++), 1);
            if (i % 10 == 0) {
                bring(ONE_ORIGIN, older(41), ++n);
            }
            peer.run.advance(50);
        }
        long before = ahead();
        bring(MANY_ORIGINS, older(invented++), 1);
        assertThat(ahead()).isEqualTo(before);
        bring(ONE_ORIGIN, older(41), ++n);
        assertThat(ahead()).isEqualTo(before + 1);
    }
}
