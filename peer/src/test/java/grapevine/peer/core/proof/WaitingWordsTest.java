package grapevine.peer.core.proof;

import static grapevine.peer.core.PeerScript.older;
import static grapevine.peer.core.PeerScript.younger;
import static grapevine.peer.core.proof.Batches.origin;
import static grapevine.peer.core.proof.Batches.signed;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.FakeLink;
import grapevine.node.FakeProofs;
import grapevine.peer.core.Inside;
import grapevine.peer.core.PeerScript;
import grapevine.peer.core.link.PeerLink;
import grapevine.wire.Entry;
import grapevine.wire.OriginRanges;
import grapevine.wire.Range;
import grapevine.wire.SyncMessage.Gone;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said after messages that wait, and is heeded after them, fills memory, too. */
class WaitingWordsTest {
    private static final long UNKNOWN = 7;
    private static final Entry FAR_AWAY = older(40);
    private static final Gone EMPTY = new Gone(List.of());

    private final PeerScript peer = new PeerScript(3, 1, settings -> settings, new FakeProofs(1));
    private FakeLink link;
    private Proving proving;

    @BeforeEach
    void oneMessageWaitsForItsKey() {
        peer.join(older(1), older(2));
        link = peer.linkTo(older(1));
        List.copyOf(peer.lively.keySet()).forEach(peer::hush);
        proving = Inside.of(peer.node).gossiping().proving();
        peer.run.feed(link, signed(UNKNOWN, FAR_AWAY, 1));
    }

    private PeerLink conversation() {
        return Inside.of(peer.node).neighbours().find(older(1).address()).conversation();
    }

    private static Gone large(int ranges) {
        List<Range> every = LongStream.range(1, ranges)
                .mapToObj(n -> new Range(2 * n, 2 * n))
                .toList();
        return new Gone(List.of(new OriginRanges(origin(FAR_AWAY), every)));
    }

    @Test
    void a_word_that_waits_is_counted_until_it_is_heeded() {
        long before = proving.heldBytes();
        peer.run.feed(link, large(1000));
        assertThat(proving.heldBytes()).isGreaterThan(before + 32_000);

        peer.run.advance(KeyRequests.PATIENCE_MILLIS);

        assertThat(proving.waiting()).isZero();
        assertThat(proving.heldBytes()).isZero();
    }

    @Test
    void words_of_one_connection_wait_up_to_their_number_and_then_are_heeded_at_once() {
        List<Integer> heeded = new ArrayList<>();
        for (int i = 0; i <= ArrivalOrder.MOST_WORDS; i++) {
            int number = i;
            proving.after(conversation(), EMPTY, () -> heeded.add(number));
        }
        assertThat(heeded).containsExactly(ArrivalOrder.MOST_WORDS);

        peer.run.advance(KeyRequests.PATIENCE_MILLIS);

        assertThat(heeded).hasSize(ArrivalOrder.MOST_WORDS + 1);
        assertThat(proving.heldBytes()).isZero();
    }

    @Test
    void large_words_of_one_connection_fill_no_more_than_a_part() {
        long before = proving.heldBytes();

        for (int i = 0; i < ArrivalOrder.MOST_WORDS; i++) {
            peer.run.feed(link, large(2000));
        }

        assertThat(proving.heldBytes())
                .isBetween(before + ArrivalOrder.MOST_WORD_BYTES / 2, before + ArrivalOrder.MOST_WORD_BYTES);
    }

    @Test
    void words_leave_room_for_what_others_bring_of_keys_not_known_yet() {
        peer.run.budget(new Budget(0));
        FakeLink other = peer.linkedFrom(younger(1));
        other.said();
        for (int i = 0; i < ArrivalOrder.MOST_WORDS; i++) {
            peer.run.feed(link, large(500));
        }
        assertThat(proving.heldBytes()).isLessThan(proving.mostBytes());

        peer.run.feed(other, signed(UNKNOWN + 1, older(41), 1));

        assertThat(proving.waiting()).isEqualTo(2);
    }
}
