package grapevine.peer.core.gossip;

import static grapevine.peer.core.gossip.LargeScript.said;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.wire.PieceMessage.Take;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of large messages that are here in part when those are gone from whom they are taken. */
class RestingTest {
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
