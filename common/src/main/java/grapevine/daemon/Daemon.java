package grapevine.daemon;

import grapevine.runtime.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;

/**
 * A program that runs until it is told to stop: reads its command line, starts, waits, ends in order, and says by its
 * exit status how it went. It prints only what was asked for and, in one line, why it does not start.
 *
 * @param syntax its command line
 * @param version what {@code --version} prints
 * @param starter makes it run
 */
public record Daemon(Syntax syntax, String version, Starter starter) {
    /** Ended in order. */
    public static final int OK = 0;

    /** Ended by a fault. */
    public static final int FAILED = 1;

    /** For what was logged to be written, beyond the half second that {@link LogConfiguration} gives each place. */
    private static final long LOG_END_MS = 1_200;

    /** Netty's events for the flight recorder, for which a start would load the recorder whole. */
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    /**
     * In which groups of keys the two ends of a TLS connection may agree on a secret. The JDK knows some that cost many
     * times what others do, and the end that asks picks.
     */
    private static final String GROUPS = "jdk.tls.namedGroups";

    /** Starts what the command line asks for. */
    @FunctionalInterface
    public interface Starter {
        /**
         * The running node.
         *
         * @throws StartException why it does not start; then nothing of it runs
         */
        Running start(Arguments arguments, Terminal terminal) throws StartException;
    }

    /** A node that runs. */
    public interface Running extends AutoCloseable {
        /** Completes when the node has ended by itself, exceptionally if by a bug. */
        CompletableFuture<Void> ended();

        /** How long it waits at most for others when it leaves. */
        default Duration leaveTime() {
            return Duration.ofSeconds(2);
        }

        /** Leaves in order. */
        @Override
        void close();
    }

    /**
     * What a process that is a daemon sets for itself, before anything else; what the operator has set stays. Not for a
     * daemon that runs inside another program.
     */
    public static void takeProcess() {
        LogFile.takeProcess();
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
    }

    /**
     * From now on this process computes TLS and signatures by what is fastest: by another provider than the JDK's, if
     * that is wanted and its jar has one, and by such groups of keys as are cheap there; what the operator has set of
     * these stays. Before anything asks for a signature or for TLS; the log says by whom signatures are made.
     *
     * @return whether it is another provider
     */
    public static boolean compute(boolean byFastProvider) {
        boolean isFast = byFastProvider && FastCrypto.install();
        if (System.getProperty(GROUPS) == null) {
            // The JDK's own P-256 is slower than its X25519, and everybody knows P-256.
            System.setProperty(GROUPS, isFast ? "secp256r1" : "x25519,secp256r1");
        }
        return isFast;
    }

    /** Runs it to its end; returns the exit status. */
    public int run(List<String> args, Terminal terminal, StopSignal stop) {
        int status = FAILED;
        try {
            if (Syntax.asksFor("--help", args) || Syntax.asksFor("-h", args)) {
                terminal.out().print(syntax.help());
                status = OK;
            } else if (Syntax.asksFor("--version", args)) {
                terminal.out().println(version);
                status = OK;
            } else {
                Arguments arguments = syntax.read(args, terminal);
                stop.watch();
                if (arguments.get(Flags.KEYS).isPresent()) {
                    compute(arguments.get(Flags.CRYPTO).orElse(true));
                }
                status = serve(args, arguments, terminal, stop);
            }
        } catch (StartException e) {
            terminal.err().println(e.getMessage());
            status = e.status();
        } finally {
            stop.ended(status);
        }
        return status;
    }

    private int serve(List<String> args, Arguments arguments, Terminal terminal, StopSignal stop)
            throws StartException {
        Running started = start(args, arguments, terminal);
        stop.allow(started.leaveTime());
        try (Running running = started) {
            CompletableFuture.anyOf(stop.asked(), running.ended()).join();
            return OK;
        } catch (CompletionException e) {
            return FAILED; // the bug is in the log already, said by whoever caught it
        } finally {
            endLog();
        }
    }

    /** Under a configuration of the operator's own the log may wait for a console that takes nothing. */
    private static void endLog() {
        Thread ending = new Thread(LogManager::shutdown, "grapevine-log-end");
        ending.setDaemon(true);
        ending.start();
        Deadline.in(LOG_END_MS).await(nanos -> TimeUnit.NANOSECONDS.timedJoin(ending, nanos));
    }

    /** A port that somebody typed and that does not do is asked for again. */
    private Running start(List<String> args, Arguments first, Terminal terminal) throws StartException {
        Arguments arguments = first;
        for (int answers = 1; ; answers++) {
            try {
                return starter.start(arguments, terminal);
            } catch (StartException e) {
                if (!e.isOfPort() || !syntax.lacksPort(args) || answers == Syntax.ATTEMPTS) {
                    throw e;
                }
                terminal.err().println(e.getMessage());
                arguments = syntax.read(args, terminal);
            }
        }
    }
}
