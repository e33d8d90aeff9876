package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.proof.Batches.signed;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Counter;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.peer.core.PeerScript;
import grapevine.policy.Dissemination;
import grapevine.wire.Entry;
import org.junit.jupiter.api.Test;

/** Whose share it is that an origin has where messages are proven. */
class MemberSharesTest {
    private static final long OURS = 1;
    private static final long MANY_ORIGINS = 40;
    private static final long ONE_ORIGIN = 41;
    private static final long FULL_BYTES = 2048;
    private static final int FIRST_INVENTED = 100;

    private final PeerScript peer = new PeerScript(
            3,
            1,
            settings -> settings.dissemination(Dissemination.FLOOD),
            new FakeProofs(OURS).knowing(MANY_ORIGINS).knowing(ONE_ORIGIN));
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

    @Test
    void who_invents_an_origin_for_each_message_has_one_share_for_all_of_them() {
        peer.join(older(1), older(2));
        source = peer.linkTo(older(1));
        peer.linkTo(older(2)).setBacklog(FULL_BYTES);

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
