package grapevine.lab.live;

import grapevine.lab.console.LabException;
import grapevine.peer.PeerConfig;
import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import grapevine.wire.Address;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Starts the nodes of a network. */
final class Starter {
    /** Neither looks for others nor is told of any. */
    private static final SamplingRule GIVEN_LINKS_ONLY =
            SamplingRule.DEFAULT.with(PeerSelection.RANDOM, Propagation.NONE, ViewSelection.HEALER_SWAPPER);

    private final NetworkPlan plan;
    private final Seeds seeds;
    private final @Nullable InboxStore store;

    /** @param store where the inboxes are kept, null if in memory alone */
    Starter(NetworkPlan plan, Seeds seeds, @Nullable InboxStore store) {
        this.plan = plan;
        this.seeds = seeds;
        this.store = store;
    }

    /** Networks of the laboratory do not meet. */
    static String nameFor(NetworkPlan plan) {
        return "lab-" + plan.name();
    }

    /**
     * Starts one.
     *
     * @param links the addresses of those it is to link with; of no meaning where nodes choose
     * @param beyond what it is cut off from
     * @throws LabException if its port or its inbox cannot be had
     */
    LiveNode start(int number, String[] links, Predicate<Address> beyond, LiveNode.Place place) throws LabException {
        PeerConfig.Builder config = PeerConfig.builder()
                .port(plan.port(number))
                .network(nameFor(plan))
                .receiveOwn(true);
        if (seeds.addresses().isEmpty()) {
            config.sampling(GIVEN_LINKS_ONLY).connect(links);
        } else {
            config.seeds(seeds.addresses().toArray(String[]::new));
        }
        try {
            Inbox inbox = store == null ? new Inbox() : store.inbox(number);
            return new LiveNode(number, config.build(), inbox, beyond, place);
        } catch (IOException e) {
            throw new LabException(NodeName.of(number) + " cannot start: " + e.getMessage());
        }
    }
}
