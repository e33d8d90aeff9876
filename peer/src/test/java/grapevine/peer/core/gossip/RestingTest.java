package grapevine.peer.core.gossip;

import static grapevine.peer.core.TreeScript.FAR;
import static grapevine.peer.core.gossip.LargeScript.said;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.peer.core.PeerScript;
import grapevine.wire.Ip;
import grapevine.wire.Known;
import grapevine.wire.Message.Bye;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage.Take;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Seen;
import grapevine.wire.SyncMessage.Want;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of large messages that are here in part when those are gone from whom they are taken. */
class RestingTest {
    /** How a visitor goes. */
    enum Going {
        LOST((large, visitor) -> large.peer.run.lose(visitor, Loss.RESET)),
        IN_ORDER((large, visitor) -> large.peer.run.feed(visitor, new Bye("done"))),
        TURNED_OUT((large, visitor) -> large.peer.run.violate(visitor, Reason.GARBAGE, "no message"));

        private final BiConsumer<LargeScript, FakeLink> how;

        Going(BiConsumer<LargeScript, FakeLink> how) {
            this.how = how;
        }
    }

    private final LargeScript large = new LargeScript();
    private final FakeLink third = large.tree.lazy.get(1);

    @Test
    void each_has_a_minute_of_its_own_however_many_come_to_rest_after_it() {
        partOf(1, large.parent);
        large.peer.run.lose(large.parent, Loss.RESET);
        pass(40_000);
        int part = partOf(2, large.other);
        large.peer.run.lose(large.other, Loss.RESET);

        pass(20_000);

        assertThat(large.counted("dropped_partly")).isEqualTo(1);
        assertThat(askedFrom(2)).isEqualTo(part).isPositive();
    }

    @Test
    void the_later_one_goes_when_its_own_is_over() {
        partOf(1, large.parent);
        large.peer.run.lose(large.parent, Loss.RESET);
        pass(40_000);
        partOf(2, large.other);
        large.peer.run.lose(large.other, Loss.RESET);

        pass(60_000);

        assertThat(large.counted("dropped_partly")).isEqualTo(2);
        assertThat(askedFrom(2)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void when_a_visitor_goes_the_next_that_has_it_is_asked_at_once(Going going) {
        FakeLink visitor = large.peer.run.accept(Ip.LOOPBACK);
        Known row = new Known(OriginRanges.of(FAR, Range.of(1)), 2500);
        large.peer.run.feed(visitor, PeerScript.helloOf(PeerScript.younger(9)), new Seen(-1, true, List.of(row)));
        assertThat(said(visitor, Want.class)).hasSize(1);
        int part = partOf(1, visitor);
        large.peer.run.feed(third, LargeScript.have(1));
        large.offer(third, 1);
        third.said();

        going.how.accept(large, visitor);

        assertThat(said(third, Want.class)).containsExactly(new Want(List.of(OriginRanges.of(FAR, Range.of(1)))));
        assertThat(askedFrom(1)).isEqualTo(part).isPositive();
    }

    /** Offered, and given in part; how many bytes. */
    private int partOf(long n, FakeLink by) {
        large.offer(by, n);
        List<Take> given = large.serve(by, 400, 3);
        return given.get(given.size() - 1).to();
    }

    /** From where on the third one is asked for it when it offers it. */
    private int askedFrom(long n) {
        third.said();
        large.offer(third, n);
        return large.asked(third).stream()
                .filter(take -> take.n() == n)
                .mapToInt(Take::from)
                .findFirst()
                .orElse(-1);
    }

    /** Time, in which those are heard that are to stay. */
    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 10_000) {
            large.peer.run.advance(10_000);
            for (FakeLink link : List.of(large.other, third)) {
                large.peer.run.feed(link, large.peer.signOfLife());
                link.said();
            }
        }
        large.peer.effects.take();
    }
}
