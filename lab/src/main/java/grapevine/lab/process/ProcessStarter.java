package grapevine.lab.process;

import com.sun.management.OperatingSystemMXBean;
import grapevine.lab.console.LabException;
import grapevine.lab.door.NetworkFile;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.live.NodeListener;
import grapevine.lab.live.NodeName;
import grapevine.lab.live.NodePlan;
import grapevine.lab.live.NodeStarter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Starts a process for each node of a network. Safe for several threads. */
public final class ProcessStarter implements NodeStarter {
    private static final int HEAP_MB = 64;

    /** What a JVM with that heap takes at the most, about. */
    private static final int PROCESS_MB = 128;

    private static final List<String> OPTIONS =
            List.of("-Xmx" + HEAP_MB + "m", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    private final String network;
    private final Set<Process> running = new HashSet<>();

    /** For the network of that file. */
    public ProcessStarter(NetworkFile file) throws LabException {
        this.network = file.identity();
    }

    @Override
    public synchronized LiveNode start(NodePlan plan, Inbox inbox, NodeListener listener) throws LabException {
        running.removeIf(process -> !process.isAlive());
        check(running.size() + 1);
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Jvm.command(OPTIONS, NodeMain.class, network, String.valueOf(plan.number())))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD); // the log, which stands in its file
            Jvm.environment(builder.environment());
            Process process = builder.start();
            running.add(process);
            return new ProcessNode(plan, inbox, listener, process);
        } catch (IOException e) {
            throw new LabException(NodeName.of(plan.number()) + " cannot start: " + e.getMessage());
        }
    }

    private static void check(int nodes) throws LabException {
        if (nodes > NetworkPlan.MOST_PROCESSES) {
            throw new LabException("no more than " + NetworkPlan.MOST_PROCESSES + " nodes can have a process each");
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            long mb = system.getTotalMemorySize() >> 20;
            if ((long) nodes * PROCESS_MB > mb) {
                throw new LabException(nodes + " nodes with a process each take up to " + nodes * PROCESS_MB
                        + " MB of memory, and this machine has " + mb + " MB");
            }
        }
    }
}
