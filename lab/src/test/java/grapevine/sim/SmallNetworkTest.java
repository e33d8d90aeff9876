package grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.network.Overlay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Few hubs and many small peers, also where there are only some. */
class SmallNetworkTest {
    private static final int NETWORKS = 20;

    @Test
    void of_five_peers_one_or_two_have_three_or_four_links_and_the_others_two() {
        for (int seed = 1; seed <= NETWORKS; seed++) {
            List<Integer> degrees = degrees(seed, 5);

            assertThat(degrees.stream().mapToInt(each -> each).sum())
                    .as("ends of links")
                    .isEqualTo(2 * 7);
            assertThat(degrees.get(0)).as("the hub of %s", degrees).isGreaterThanOrEqualTo(3);
            assertThat(degrees.get(4)).as("the smallest of %s", degrees).isEqualTo(2);
        }
    }

    @Test
    void of_twelve_peers_the_largest_has_at_least_twice_the_links_of_the_middle_one() {
        for (int seed = 1; seed <= NETWORKS; seed++) {
            List<Integer> degrees = degrees(seed, 12);

            assertThat(degrees.get(0)).as("the hub of %s", degrees).isGreaterThanOrEqualTo(2 * degrees.get(6));
            assertThat(degrees.get(11)).as("the smallest of %s", degrees).isEqualTo(2);
        }
    }

    /** Of all peers, the highest first. */
    private static List<Integer> degrees(int seed, int peers) {
        World world = World.settled(seed, peers);
        Overlay overlay = world.overlay();
        List<Integer> degrees =
                new ArrayList<>(world.livePeers().stream().map(overlay::degree).toList());
        degrees.sort((one, other) -> other - one);
        return degrees;
    }
}
