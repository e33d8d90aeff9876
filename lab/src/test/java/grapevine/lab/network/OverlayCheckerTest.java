package grapevine.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.lab.network.OverlayChecker.Answers;
import grapevine.wire.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayCheckerTest {
    @Test
    void an_edge_counts_when_both_ends_name_it() {
        Overlay overlay = OverlayChecker.check(
                List.of(answers(1, 100, neighbour(2)), answers(2, 200, neighbour(1)), answers(3, 300, neighbour(1))));

        assertThat(overlay.degree(address(1))).isEqualTo(1);
        assertThat(overlay.components()).hasSize(2);
        assertThat(overlay.components().get(0)).containsExactly(address(1), address(2));
        assertThat(overlay.oneSided()).containsExactly("10.0.0.3:6003 names 10.0.0.1:6001");
        assertThat(overlay.orphans()).containsExactly(address(3));
        assertThat(overlay.isWhole()).isFalse();
    }

    @Test
    void an_edge_to_an_earlier_run_of_a_peer_does_not_count() {
        Overlay overlay = OverlayChecker.check(List.of(
                answers(1, 100, neighbour(2)), answers(2, 200, neighbour(1).replace("epoch=7", "epoch=6"))));

        assertThat(overlay.degree(address(1))).isZero();
    }

    @Test
    void a_star_around_the_oldest_is_whole() {
        Overlay overlay = OverlayChecker.check(List.of(
                answers(1, 100, neighbour(2) + neighbour(3)),
                answers(2, 100, neighbour(1)),
                answers(3, 300, neighbour(1))));

        assertThat(overlay.isWhole()).as(overlay.toString()).isTrue();
        assertThat(overlay.biggestHub()).isEqualTo(address(1));
    }

    @Test
    void a_peer_that_only_knows_younger_ones_is_an_orphan() {
        Overlay overlay = OverlayChecker.check(List.of(
                answers(1, 100, ""), answers(2, 200, neighbour(3)), answers(3, 300, neighbour(2) + "more after=x\n")));

        assertThat(overlay.orphans()).containsExactly(address(2));
        assertThat(overlay.components()).hasSize(2);
    }

    @Test
    void an_answer_that_says_too_little_is_quoted() {
        assertThatThrownBy(() -> OverlayChecker.check(List.of(new Answers("role=peer epoch=7 age=1\n", ""))))
                .hasMessage("\"role=peer epoch=7 age=1\" has no address=");
        assertThatThrownBy(
                        () -> OverlayChecker.check(List.of(new Answers("address=10.0.0.1:1 epoch=soon age=1\n", ""))))
                .hasMessageContaining("epoch=soon is no number");
    }

    private static Answers answers(int peer, long age, String who) {
        return new Answers("role=peer address=" + address(peer) + " epoch=7 age=" + age + " degree=1 older=1\n", who);
    }

    private static String neighbour(int peer) {
        return "neighbour=" + address(peer) + " epoch=7 age=1 degree=1 older=true dialled=true silent_ms=3\n";
    }

    private static Address address(int peer) {
        return Address.parse("10.0.0." + peer + ":600" + peer);
    }
}
