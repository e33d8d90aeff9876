package grapevine.lab.host;

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
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileLock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Entry point of the process that holds a network: starts it, opens its door, and stays until it is told to stop, by
 * the door or by a signal. Started by {@code start-network}, which writes the plan to its standard input; its one
 * argument is the network's {@link NetworkFile#identity}, by which {@code stop-network} knows the process.
 */
public final class HostMain {
    /** The exit status if another process holds the network; none that the JVM itself ends with. */
    public static final int HELD = 75;

    private static final long SAY_NANOS = 100_000_000;

    private HostMain() {}

    public static void main(String[] args) throws IOException {
        Daemon.takeProcess();
        System.exit(run(Json.objects().readValue(System.in, NetworkPlan.class)));
    }

    private static int run(NetworkPlan plan) {
        Ending ending = new Ending();
        try {
            NetworkFile file = NetworkFile.of(plan.name());
            Optional<FileLock> lock = file.take();
            if (lock.isEmpty()) {
                System.err.println("network " + plan.name() + " is held by another process");
                return HELD;
            }
            LogFile.name(file.directory(), "lab-" + plan.name(), plan.portsOrigin());
            try {
                hold(plan, file, ending);
                file.remove();
                return 0;
            } catch (LabException | UsageException e) {
                if (ending.isTold()) {
                    file.remove(); // the interrupt may have come while it was written, which is no failure to tell
                } else {
                    file.write(NetworkFile.Contents.failed(pid(), e.getMessage()));
                }
                return 1;
            } catch (InterruptedException e) {
                file.remove(); // nobody waits for the rest
                throw e;
            } finally {
                Reference.reachabilityFence(lock); // a lock that nothing refers to any more is let go of
            }
        } catch (LabException | UsageException | StartException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (RuntimeException | Error e) {
            e.printStackTrace(); // a bug; and whoever it has started must not keep the name
            return 1;
        } finally {
            ending.isOver();
        }
    }

    private static void hold(NetworkPlan plan, NetworkFile file, Ending ending)
            throws LabException, UsageException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(ending::bySignal, "end-network")); // before there is a file
        file.write(NetworkFile.Contents.starting(pid(), 0, 0));
        Token token = Token.fresh();
        if (plan.keys() != null) {
            Daemon.compute(true);
        }
        NodeStarter starter = plan.processes() ? new ProcessStarter(file) : HostedNode::start;
        try (LiveNetwork network = LiveNetwork.start(plan, starter, new Readiness(file));
                Door door = Door.open(network, token, ending::tell)) {
            ending.isUp();
            file.write(NetworkFile.Contents.up(
                    pid(), door.port(), token.text(), network.nodes().size()));
            ending.await();
            sayEnding(file);
        }
    }

    /** All that is left may take some seconds. */
    private static void sayEnding(NetworkFile file) {
        try {
            file.write(NetworkFile.Contents.ending(pid()));
        } catch (LabException e) {
            // It ends all the same.
        }
    }

    /** Says now and then how far it is. */
    private static final class Readiness implements LiveNetwork.Progress {
        private final NetworkFile file;
        private long saidAt = System.nanoTime();
        private int listening;
        private int ready;

        Readiness(NetworkFile file) {
            this.file = file;
        }

        @Override
        public void listening(int nodes) throws LabException {
            listening = nodes;
            say();
        }

        @Override
        public void ready(int nodes) throws LabException {
            ready = nodes;
            say();
        }

        private void say() throws LabException {
            long now = System.nanoTime();
            if (now - saidAt > SAY_NANOS) {
                saidAt = now;
                file.write(NetworkFile.Contents.starting(pid(), listening, ready));
            }
        }
    }

    /** That the network is to end, and has, with its file. Until it is up, who starts it is interrupted. */
    private static final class Ending {
        private final Thread starting = Thread.currentThread();
        private final CountDownLatch told = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private boolean isUp;

        synchronized void tell() {
            told.countDown();
            if (!isUp) {
                starting.interrupt();
            }
        }

        /** In order, before the process ends. */
        void bySignal() {
            tell();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** @throws InterruptedException if it is to end already */
        synchronized void isUp() throws InterruptedException {
            isUp = true;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }

        void await() throws InterruptedException {
            told.await();
        }

        boolean isTold() {
            return told.getCount() == 0;
        }

        void isOver() {
            over.countDown();
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
