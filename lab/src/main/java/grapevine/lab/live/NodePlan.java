package grapevine.lab.live;

import grapevine.peer.PeerConfig;
import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What node is wanted.
 *
 * @param number by which commands call it
 * @param port where it listens on 127.0.0.1
 * @param network nodes of other networks are turned away
 * @param seeds by whom it is introduced; none of one that is given its links
 * @param links with whom it is to link at first; of no meaning where there are seeds
 * @param beyond what it is cut off from
 * @param keys the directory of its keys, null if it has none
 */
public record NodePlan(
        int number,
        int port,
        String network,
        List<String> seeds,
        List<String> links,
        Beyond beyond,
        @Nullable String keys) {
    /** Neither looks for others nor is told of any. */
    private static final SamplingRule GIVEN_LINKS_ONLY =
            SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.HEALER_SWAPPER);

    /** For the library. */
    PeerConfig config() {
        PeerConfig.Builder config =
                PeerConfig.builder().port(port).network(network).receiveOwn(true);
        if (keys != null) {
            config.keys(Path.of(keys));
        }
        return seeds.isEmpty()
                ? config.sampling(GIVEN_LINKS_ONLY)
                        .connect(links.toArray(String[]::new))
                        .build()
                : config.seeds(seeds.toArray(String[]::new)).build();
    }
}
