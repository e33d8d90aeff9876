package grapevine.seed;

import grapevine.daemon.Arguments;
import grapevine.daemon.Daemon;
import grapevine.daemon.Flag;
import grapevine.daemon.Flags;
import grapevine.daemon.LogFile;
import grapevine.daemon.SeedFile;
import grapevine.daemon.SeedPlace;
import grapevine.daemon.StartException;
import grapevine.daemon.StopSignal;
import grapevine.daemon.Syntax;
import grapevine.daemon.Terminal;
import grapevine.keys.KeyRole;
import grapevine.keys.LiveKeys;
import grapevine.node.Fact;
import grapevine.node.Release;
import grapevine.runtime.Advertised;
import grapevine.runtime.ListenException;
import grapevine.runtime.LoneNode;
import grapevine.runtime.Names;
import grapevine.runtime.Place;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
                            "Where",
                            List.of(
                                    Flags.CONFIG,
                                    Flags.BIND,
                                    Flags.OPEN,
                                    Flags.KEYS,
                                    Flags.CRYPTO,
                                    Flags.ADVERTISE,
                                    Flags.NETWORK)),
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
        SeedPlace place = SeedPlace.of(
                file, arguments.port(), arguments.get(Flags.BIND).orElse(null), advertised(arguments), Names::bySystem);
        SeedSettings settings = settings(arguments, file, place.self(), epoch);
        LogFile.name(arguments.get(Flags.LOG_DIR).orElse(Path.of("")), "seed", arguments.port());
        Follower follower = new Follower();
        LoneNode host = listen(place.bind(), arguments, follower);
        file.doubts().forEach(doubt -> host.report(new Fact.SettingDoubtful(doubt)));
        if (!place.isListed()) {
            host.report(new Fact.SettingDoubtful(
                    settings.self() + " is not in the list of seeds: who reads that list does not find this seed"));
        }
        follower.run(host, settings, file.lines(), place);
        return new Running(host);
    }

    private static @Nullable Address advertised(Arguments arguments) throws StartException {
        Advertised said = arguments.get(Flags.ADVERTISE).orElse(null);
        try {
            return said == null ? null : said.at(arguments.port(), Names::bySystem);
        } catch (IOException e) {
            throw StartException.failure(String.valueOf(e.getMessage()));
        }
    }

    /** Tells a seed where the names of the others lead. */
    private static final class Follower implements LoneNode.Application {
        private volatile @Nullable SeedNode node;
        private volatile @Nullable Names names;

        void run(LoneNode host, SeedSettings settings, List<Place> seeds, SeedPlace place) {
            Names looked = new Names(
                    seeds,
                    "grapevine-seed-" + host.localAddress().port() + "-names",
                    host,
                    host,
                    host::report,
                    (found, now) -> lead(found.ofSeeds(seeds), place, now));
            names = looked;
            host.run(effects -> {
                SeedNode made = new SeedNode(settings, new SplittableRandom(new SecureRandom().nextLong()), effects);
                node = made;
                return made;
            });
            looked.start();
        }

        private void lead(Names.Seeds found, SeedPlace place, long now) {
            Objects.requireNonNull(node).seedsLeadTo(now, place.seeds(found.addresses()), found.count());
        }

        @Override
        public void onFact(Fact fact) {
            Names looked = names;
            if (looked != null && fact instanceof Fact.SeedUnreachable other) {
                looked.failed(other.seed());
            } else if (looked != null && fact instanceof Fact.SeedLost other) {
                looked.failed(other.seed());
            } else if (looked != null && fact instanceof Fact.SeedStillAway other) {
                looked.failed(other.seed());
            }
        }
    }

    private static SeedSettings settings(Arguments arguments, SeedFile file, Address self, long epoch)
            throws StartException {
        SeedSettings.Builder settings = SeedSettings.at(self, epoch)
                .version(version())
                .seeds(file.seeds())
                .seedCount(file.lines().size());
        arguments.get(Flags.NETWORK).ifPresent(settings::network);
        arguments.get(LEASE).ifPresent(settings::lease);
        try {
            return settings.build();
        } catch (IllegalArgumentException e) {
            throw Syntax.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static LoneNode listen(Ip bind, Arguments arguments, LoneNode.Application application)
            throws StartException {
        try {
            boolean isOpen = arguments.get(Flags.OPEN).isPresent();
            int workers = arguments.get(Flags.WORKERS).orElse(2);
            LiveKeys keys = Flags.keys(arguments, KeyRole.SEED);
            return LoneNode.listen(
                    new LoneNode.Plan("seed", bind, arguments.port(), isOpen, workers, keys, false), application);
        } catch (IllegalArgumentException e) {
            throw Syntax.wrong(String.valueOf(e.getMessage()));
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
