package grapevine.seed;

import grapevine.daemon.Arguments;
import grapevine.daemon.Daemon;
import grapevine.daemon.Flag;
import grapevine.daemon.Flags;
import grapevine.daemon.LogFile;
import grapevine.daemon.SeedFile;
import grapevine.daemon.StartException;
import grapevine.daemon.StopSignal;
import grapevine.daemon.Syntax;
import grapevine.daemon.Terminal;
import grapevine.node.Fact;
import grapevine.node.Release;
import grapevine.runtime.ListenException;
import grapevine.runtime.LoneNode;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Entry point of {@code seed.jar}: a seed with a command line and a log file. */
public final class SeedMain {
    private static final Flag<Duration> LEASE =
            Flags.lease("How long a peer that says nothing is kept; the same at every node.");

    private static final Syntax SYNTAX = new Syntax(
            "seed.jar",
            "Introduces peers to each other and keeps the list of who is there. The seeds in config.txt tell each other what"
                    + " they know; this one should be among them. It logs to outputfile-seed-PORT.log and to the terminal.",
            5000,
            List.of(
                    new Syntax.Group(
                            "Where", List.of(Flags.CONFIG, Flags.BIND, Flags.OPEN, Flags.ADVERTISE, Flags.NETWORK)),
                    new Syntax.Group("Files", List.of(Flags.LOG_DIR)),
                    new Syntax.Group("Rarely", List.of(LEASE, Flags.WORKERS))));

    private SeedMain() {}

    public static void main(String[] args) {
        Daemon.takeProcess();
        System.exit(run(List.of(args), Terminal.ofProcess(), StopSignal.ofProcess()));
    }

    /** Runs a seed to its end; returns the exit status. */
    static int run(List<String> args, Terminal terminal, StopSignal stop) {
        return new Daemon(SYNTAX, "grapevine seed " + version(), SeedMain::start).run(args, terminal, stop);
    }

    private static Daemon.Running start(Arguments arguments, Terminal terminal) throws StartException {
        long epoch = System.currentTimeMillis();
        SeedFile file = SeedFile.of(arguments, false);
        Ip bind = arguments.get(Flags.BIND).orElseGet(() -> file.bindOf(arguments.port()));
        SeedSettings settings = settings(arguments, file, bind, epoch);
        LogFile.name(arguments.get(Flags.LOG_DIR).orElse(Path.of("")), "seed", arguments.port());
        LoneNode host = listen(bind, arguments);
        file.doubts().forEach(doubt -> host.report(new Fact.SettingDoubtful(doubt)));
        if (!file.seeds().contains(settings.self())) {
            host.report(new Fact.SettingDoubtful(
                    settings.self() + " is not in the list of seeds: who reads that list does not find this seed"));
        }
        host.run(effects -> new SeedNode(settings, new SplittableRandom(new SecureRandom().nextLong()), effects));
        return new Running(host);
    }

    private static SeedSettings settings(Arguments arguments, SeedFile file, Ip bind, long epoch)
            throws StartException {
        int port = arguments.port();
        Address self = arguments
                .get(Flags.ADVERTISE)
                .map(ip -> new Address(ip, port))
                .or(() -> file.seedAt(bind, port))
                .orElse(new Address(bind, port));
        SeedSettings.Builder settings =
                SeedSettings.at(self, epoch).version(version()).seeds(file.seeds());
        arguments.get(Flags.NETWORK).ifPresent(settings::network);
        arguments.get(LEASE).ifPresent(settings::lease);
        try {
            return settings.build();
        } catch (IllegalArgumentException e) {
            throw Syntax.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static LoneNode listen(Ip bind, Arguments arguments) throws StartException {
        try {
            boolean isOpen = arguments.get(Flags.OPEN).isPresent();
            int workers = arguments.get(Flags.WORKERS).orElse(2);
            return LoneNode.listen(
                    new LoneNode.Plan("seed", bind, arguments.port(), isOpen, workers), new LoneNode.Application() {});
        } catch (ListenException e) {
            throw StartException.failure(String.valueOf(e.getMessage()));
        }
    }

    private static String version() {
        return Release.of(SeedMain.class);
    }

    /** A seed as the daemon sees it. */
    private record Running(LoneNode host) implements Daemon.Running {
        @Override
        public CompletableFuture<Void> ended() {
            return host.ended();
        }

        @Override
        public void close() {
            host.close();
        }
    }
}
