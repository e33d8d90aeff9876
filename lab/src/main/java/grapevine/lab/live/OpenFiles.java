package grapevine.lab.live;

import com.sun.management.UnixOperatingSystemMXBean;
import grapevine.lab.console.LabException;
import grapevine.lab.graph.GraphPlan;
import java.lang.management.ManagementFactory;
import java.util.Set;

/** How many files a network takes, and whether this process may open so many. */
final class OpenFiles {
    /** Of the process itself. */
    private static final long OTHERS = 150;

    /** A node that chooses its links has so many in a large network, about. */
    private static final long LINKS_OF_A_JOINER = 8;

    private OpenFiles() {}

    /** @throws LabException if they are too many for this process */
    static void check(NetworkPlan plan, GraphPlan graph) throws LabException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            check(plan, graph, system.getMaxFileDescriptorCount());
        }
    }

    /** @throws LabException if this process has no room for those of one more node */
    static void checkOneMore() throws LabException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            checkOneMore(system.getOpenFileDescriptorCount(), system.getMaxFileDescriptorCount());
        }
    }

    /** It listens, and both ends of its links are here. */
    static void checkOneMore(long open, long most) throws LabException {
        long taken = 1 + 2 * LINKS_OF_A_JOINER;
        if (open + taken > most) {
            throw new LabException("one more node takes about " + taken + " open files, and of the " + most
                    + " that this process may have " + open + " are open (ulimit -n says how many it may)");
        }
    }

    /** Each node listens, and each end of a link is one. */
    static void check(NetworkPlan plan, GraphPlan graph, long most) throws LabException {
        long nodes = graph.nodes().size();
        long ends = plan.kind() == NetworkPlan.Kind.JOIN
                ? nodes * LINKS_OF_A_JOINER
                : graph.neighbours().values().stream().mapToLong(Set::size).sum();
        long taken = OTHERS + nodes + ends;
        if (taken > most) {
            throw new LabException(nodes + " nodes take about " + taken + " open files, and this process may have "
                    + most + " (ulimit -n says how many)");
        }
    }
}
