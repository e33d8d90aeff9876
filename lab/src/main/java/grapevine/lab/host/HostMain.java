package grapevine.lab.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.daemon.Daemon;
import grapevine.daemon.LogFile;
import grapevine.daemon.StartException;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Door;
import grapevine.lab.door.Json;
import grapevine.lab.door.NetworkFile;
import grapevine.lab.door.Token;
import grapevine.lab.live.HostedNode;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.live.NodeStarter;
import grapevine.lab.process.ProcessStarter;
import java.lang.ref.Reference;
import java.nio.channels.FileLock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Entry point of the process that holds a network: starts it, opens its door, and stays until it is told to stop, by
 * the door or by a signal. Started by {@code start-network} with the plan as its one argument.
 */
public final class HostMain {
    private static final long SAY_NANOS = 100_000_000;

    private HostMain() {}

    public static void main(String[] args) throws JsonProcessingException {
        Daemon.takeProcess();
        System.exit(run(Json.objects().readValue(args[0], NetworkPlan.class)));
    }

    private static int run(NetworkPlan plan) {
        try {
            NetworkFile file = NetworkFile.of(plan.name());
            Optional<FileLock> lock = file.take();
            if (lock.isEmpty()) {
                return 1; // another one was faster; whoever started this one sees that
            }
            LogFile.name(file.directory(), "lab-" + plan.name(), plan.portsOrigin());
            try {
                return hold(plan, file);
            } catch (LabException | UsageException e) {
                file.write(new NetworkFile.Contents(pid(), 0, "", 0, false, e.getMessage()));
                return 1;
            } finally {
                Reference.reachabilityFence(lock); // a lock that nothing refers to any more is let go of
            }
        } catch (LabException | UsageException | StartException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int hold(NetworkPlan plan, NetworkFile file)
            throws LabException, UsageException, InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(told, gone), "end-network"));
        Token token = Token.fresh();
        NodeStarter starter = plan.processes() ? new ProcessStarter(file) : HostedNode::start;
        try (LiveNetwork network = LiveNetwork.start(plan, starter, new Readiness(file));
                Door door = Door.open(network, token, told::countDown)) {
            file.write(new NetworkFile.Contents(
                    pid(), door.port(), token.text(), network.nodes().size(), true, null));
            told.await();
            file.remove();
        } finally {
            gone.countDown();
        }
        return 0;
    }

    /** Says now and then how far it is. */
    private static final class Readiness implements LiveNetwork.Progress {
        private final NetworkFile file;
        private long saidAt = System.nanoTime();

        Readiness(NetworkFile file) {
            this.file = file;
        }

        @Override
        public void ready(int nodes) throws LabException {
            long now = System.nanoTime();
            if (now - saidAt > SAY_NANOS) {
                saidAt = now;
                file.write(new NetworkFile.Contents(pid(), 0, "", nodes, false, null));
            }
        }
    }

    /** A signal: the network ends in order before the process does. */
    private static void end(CountDownLatch told, CountDownLatch gone) {
        told.countDown();
        try {
            gone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
