package grapevine.lab.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.lab.console.LabException;
import grapevine.lab.console.Progress;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Json;
import grapevine.lab.door.NetworkFile;
import grapevine.lab.host.HostMain;
import grapevine.lab.live.NetworkPlan;
import grapevine.lab.live.NetworkPlan.Kind;
import grapevine.lab.process.Jvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The process that holds a network, until the network is up. */
final class HostStart {
    /** The exit status of a process that SIGTERM ended. */
    static final int TERMINATED = 128 + 15;

    private static final long LOOK_MILLIS = 20;

    /** Up to so many nodes the process is up sooner if its JVM compiles little; beyond, speed counts. */
    private static final int SMALL = 64;

    private final NetworkPlan plan;
    private final NetworkFile file;
    private final Process process;

    private HostStart(NetworkPlan plan, NetworkFile file, Process process) {
        this.plan = plan;
        this.file = file;
        this.process = process;
    }

    /** In a session of its own where there is a way to that, so that the terminal's signals do not reach it. */
    static HostStart begin(NetworkPlan plan, NetworkFile file) throws LabException, UsageException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        List<String> options = new ArrayList<>(List.of("-XX:+ExitOnOutOfMemoryError"));
        if (plan.graph().nodes().size() <= SMALL) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(Jvm.command(options, HostMain.class, file.identity()));
        try {
            byte[] said = Json.objects().writeValueAsBytes(plan);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(
                            file.directory().resolve(plan.name() + ".err").toFile());
            Jvm.environment(builder.environment());
            Process host = builder.start();
            tell(host, said);
            return new HostStart(plan, file, host);
        } catch (JsonProcessingException e) {
            throw new LabException("cannot say the plan: " + e.getMessage());
        } catch (IOException e) {
            throw new LabException("cannot start the process of the network: " + e.getMessage());
        }
    }

    /** The links of a network may be more than an argument can be. */
    private static void tell(Process host, byte[] plan) {
        try (OutputStream to = host.getOutputStream()) {
            to.write(plan);
        } catch (IOException e) {
            // It has ended already, and whoever waits for it tells that.
        }
    }

    /** It itself. */
    Process process() {
        return process;
    }

    /** Until it is up. */
    NetworkFile.Contents await(Progress progress) throws UsageException, LabException, InterruptedException {
        int nodes = plan.graph().nodes().size();
        Duration limit = plan.patience(nodes).multipliedBy(2); // until all listen, and until all have their places
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            boolean hasEnded = !process.isAlive(); // what it said then is all that it says
            Optional<NetworkFile.Contents> said = file.read().filter(each -> each.pid() == process.pid());
            if (said.isPresent() && said.get().failure() != null) {
                file.remove();
                throw failed(String.valueOf(said.get().failure()));
            } else if (said.isPresent() && said.get().isUp()) {
                return said.get();
            } else if (hasEnded && process.exitValue() == HostMain.HELD) {
                throw taken(file);
            } else if (hasEnded && (process.exitValue() == TERMINATED || process.exitValue() == 0)) {
                throw new LabException("network " + file.name() + " was stopped while it started");
            } else if (hasEnded) {
                throw new LabException(
                        "the process of network " + file.name() + " ended with status " + process.exitValue()
                                + "; what it said is in " + file.directory() + "/" + file.name() + ".err");
            }
            progress.to(said.map(each -> each.listening() + each.ready()).orElse(0), 2L * nodes);
            process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        process.destroy();
        throw new LabException("network " + file.name() + " did not come up within " + limit.toSeconds() + " s");
    }

    private LabException failed(String why) {
        boolean canMove = plan.kind() != Kind.STATIC && why.contains("already in use");
        return new LabException(why + (canMove ? "; --ports-origin moves this network" : ""));
    }

    /** Why a network of this name cannot be started. */
    static LabException taken(NetworkFile file) throws LabException {
        Optional<NetworkFile.Contents> said = file.read();
        boolean isUp = said.filter(NetworkFile.Contents::isUp).isPresent();
        return new LabException("network " + file.name()
                + (isUp
                        ? " runs already (./grapevine stop-network --name " + file.name()
                                + " stops it; --name starts another beside it)"
                        : " " + NetworkCommand.notUp(said) + "; try again"));
    }
}
