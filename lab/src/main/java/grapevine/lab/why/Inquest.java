package grapevine.lab.why;

import grapevine.lab.network.LogLine;
import grapevine.lab.network.Question;
import grapevine.wire.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks many nodes of this machine at once. One that does not answer, or is elsewhere, is left out and counted. */
public final class Inquest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int AT_ONCE = 32;

    /** The most nodes that are asked. */
    static final int MOST = 4096;

    private final Question question = new Question(PATIENCE);

    /**
     * What came of it.
     *
     * @param testimonies of those that answered, in the order of their addresses
     * @param silent why the others did not: {@code silent}, {@code not-local}, {@code garbage} for a node that is too
     *     old to be asked this
     */
    public record Outcome(List<Testimony> testimonies, Map<Address, String> silent) {}

    /** What these saw of that one; that one itself is asked, too. */
    public Outcome ask(Collection<Address> nodes, Address about) throws InterruptedException {
        Set<Address> asked = new LinkedHashSet<>(nodes);
        asked.add(about);
        Map<Address, String> silent = new LinkedHashMap<>();
        List<Testimony> testimonies = new ArrayList<>();
        answers(asked, silent, node -> question.why(node, about))
                .forEach((node, answer) -> testimonies.add(Testimony.parse(node, answer.text, answer.at)));
        testimonies.sort((one, other) -> one.by().compareTo(other.by()));
        return new Outcome(testimonies, silent);
    }

    /**
     * Whom these know: of seeds those that they list; without seeds among them, whoever is reached by links.
     *
     * @return these, and all that are known
     * @throws IOException if none of them answers
     */
    public Set<Address> known(Collection<Address> first) throws IOException, InterruptedException {
        Set<Address> known = new LinkedHashSet<>(first);
        Set<Address> next = new LinkedHashSet<>(first);
        while (!next.isEmpty() && known.size() < MOST) {
            Map<Address, String> silent = new LinkedHashMap<>();
            Map<Address, Answer> answers = answers(next, silent, question::who);
            if (answers.isEmpty() && next.containsAll(first)) {
                Map.Entry<Address, String> one = silent.entrySet().iterator().next();
                throw new IOException(one.getKey() + " " + sentence(one.getValue()));
            }
            next.clear();
            boolean isOfSeeds = false;
            for (Answer answer : answers.values()) {
                for (String line : answer.text.lines().toList()) {
                    Map<String, String> row = LogLine.pairs(line);
                    isOfSeeds |= row.containsKey("peer");
                    String address = row.getOrDefault("peer", row.getOrDefault("neighbour", ""));
                    if (!address.isEmpty() && known.size() < MOST && known.add(Address.parse(address))) {
                        next.add(Address.parse(address));
                    }
                }
            }
            if (isOfSeeds) {
                break;
            }
        }
        return known;
    }

    /** Why a node did not answer, as the end of a sentence that its name begins. */
    public static String sentence(String why) {
        return switch (why) {
            case "not-local" -> "is on another machine, and is asked there only";
            case "unexpected" -> "is a seed, and sends no messages";
            case "garbage" -> "is too old a version to be asked that";
            default -> "does not answer";
        };
    }

    private record Answer(String text, long at) {}

    private interface Asking {
        String ask(Address node) throws IOException;
    }

    private static Map<Address, Answer> answers(Collection<Address> nodes, Map<Address, String> silent, Asking asking)
            throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, Math.min(AT_ONCE, nodes.size())));
        try {
            Map<Address, Future<Answer>> asked = new LinkedHashMap<>();
            nodes.forEach(node -> {
                Callable<Answer> each = () -> new Answer(asking.ask(node), System.currentTimeMillis());
                asked.put(node, workers.submit(each));
            });
            Map<Address, Answer> answers = new LinkedHashMap<>();
            for (Map.Entry<Address, Future<Answer>> each : asked.entrySet()) {
                try {
                    answers.put(each.getKey(), each.getValue().get());
                } catch (ExecutionException e) {
                    silent.put(
                            each.getKey(),
                            e.getCause() instanceof Question.Refused refused ? refused.reason() : "silent");
                }
            }
            return answers;
        } finally {
            workers.shutdownNow();
        }
    }
}
