package grapevine.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts a JVM for one trial, waits for its outcome, and ends it, with all that it started, if that takes too long. */
final class ChildJvm {
    /**
     * The heap of each, all of it from the start and each page touched: how it grows is not what is measured. On a
     * virtual machine whose host takes back what is not used, a page first touched costs tens of microseconds.
     */
    private static final List<String> OPTIONS = List.of(
            "-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch", "-Djava.net.preferIPv4Stack=true", "-Djava.awt.headless=true");

    /** What a trial may take beside its phases: JVM, forming, drains, collections, closing. */
    private static final Duration BESIDE = Duration.ofMinutes(3);

    private final Path folder;
    private volatile @Nullable Process running;

    /** @param folder where the outcomes and what the JVMs print are kept */
    ChildJvm(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** @param name of its files */
    Outcome measure(TrialPlan plan, String name) throws InterruptedException {
        String file = name.replace(' ', '-');
        Path outcome = folder.resolve(file + ".properties");
        Path log = folder.resolve(file + ".log");
        Duration allowed = BESIDE.plus(plan.warmUp().multipliedBy(TrialPlan.MOST_WARM_UP))
                .plus(plan.load().multipliedBy(2));
        try {
            Files.deleteIfExists(outcome);
            Process process = new ProcessBuilder(command(plan, outcome))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            running = process;
            boolean hasEnded = process.waitFor(allowed.toSeconds(), TimeUnit.SECONDS);
            kill();
            if (!hasEnded) {
                return Outcome.failed("took more than " + allowed.toSeconds() + " s (" + log + ")");
            }
            return Files.exists(outcome)
                    ? Outcome.read(outcome)
                    : Outcome.failed("its JVM ended with status " + process.exitValue() + " (" + log + ")");
        } catch (IOException e) {
            return Outcome.failed(e.toString());
        }
    }

    private static List<String> command(TrialPlan plan, Path outcome) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Trial.class.getName()));
        command.add(outcome.toString());
        command.addAll(plan.toArguments());
        return command;
    }

    private void kill() {
        Process process = running;
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
