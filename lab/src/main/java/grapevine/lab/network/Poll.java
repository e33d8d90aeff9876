package grapevine.lab.network;

import grapevine.node.Quoted;
import grapevine.wire.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks many nodes of this machine, {@value #AT_ONCE} at once, until a time is over. Whoever does not answer, or oddly,
 * spoils nothing: it is told with the reason.
 */
public final class Poll {
    private static final int AT_ONCE = 32;

    /** Asks one node and reads what it says. */
    public interface Asking<T> {
        /**
         * What it answered.
         *
         * @throws IOException if it does not answer, or refuses
         * @throws IllegalArgumentException if the answer means nothing
         */
        T of(Address node) throws IOException;
    }

    /**
     * What came of it, both in the order in which they were to be asked.
     *
     * @param answers of those that answered
     * @param silent why the others did not: {@code silent}; {@code ended} if it ended the
     *     connection; {@code odd} if the answer means nothing; {@code late} if
     *     the time was over; or the word by which the node refused, such as {@code not-local}, and {@code garbage} of
     *     one that is too old to be asked this; behind {@code not-certified} and a space stands what it said
     */
    public record Outcome<T>(Map<Address, T> answers, Map<Address, String> silent) {}

    private final long until;

    /** One whose questions all end within this time. */
    public Poll(Duration within) {
        until = System.nanoTime() + within.toNanos();
    }

    /** Asks each of these. */
    public <T> Outcome<T> ask(Collection<Address> nodes, Asking<T> asking) throws InterruptedException {
        ExecutorService workers =
                Executors.newFixedThreadPool(Math.max(1, Math.min(AT_ONCE, nodes.size())), Poll::worker);
        try {
            Map<Address, Future<T>> asked = new LinkedHashMap<>();
            nodes.forEach(node -> asked.put(node, workers.submit(() -> asking.of(node))));
            Outcome<T> outcome = new Outcome<>(new LinkedHashMap<>(), new LinkedHashMap<>());
            for (Map.Entry<Address, Future<T>> each : asked.entrySet()) {
                try {
                    long left = Math.max(0, until - System.nanoTime());
                    outcome.answers.put(each.getKey(), each.getValue().get(left, TimeUnit.NANOSECONDS));
                } catch (ExecutionException e) {
                    outcome.silent.put(each.getKey(), reason(e.getCause()));
                } catch (TimeoutException e) {
                    outcome.silent.put(each.getKey(), "late");
                }
            }
            return outcome;
        } finally {
            workers.shutdownNow();
        }
    }

    /** One that is still asking somebody when the time is over keeps no process alive. */
    private static Thread worker(Runnable task) {
        Thread worker = new Thread(task, "poll");
        worker.setDaemon(true);
        return worker;
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof Question.Refused refused) {
            return refused.why();
        }
        if (cause instanceof Question.Unanswered) {
            return "ended";
        }
        return cause instanceof IOException ? "silent" : "odd";
    }

    /** That alone of why a node did not answer. */
    public static String word(String why) {
        return why.split(" ", 2)[0];
    }

    /** Why a node did not answer, as the end of a sentence that its name begins. */
    public static String sentence(String why) {
        int end = why.indexOf(' ');
        if (end >= 0) {
            return "refuses whoever asks: it says " + Quoted.of(why.substring(end + 1));
        }
        return switch (why) {
            case "not-local" -> "is on another machine, and is asked there only";
            case "unexpected" -> "is a seed, and sends no messages";
            case "garbage" -> "is too old a version to be asked that";
            case "odd" -> "gives an answer that means nothing";
            case "ended" -> "ends the connection without an answer; one that has keys is asked with --keys";
            case "not-certified" ->
                "refuses whoever asks: a certificate that is revoked, has run out, or is not for that";
            case "late" -> "was not heard in time";
            default -> "does not answer";
        };
    }
}
