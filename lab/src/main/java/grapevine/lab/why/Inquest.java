package grapevine.lab.why;

import grapevine.keys.NodeKeys;
import grapevine.lab.network.Crawl;
import grapevine.lab.network.Poll;
import grapevine.lab.network.Question;
import grapevine.wire.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks many nodes of this machine at once. One that does not answer, or is elsewhere, is left out and counted. */
public final class Inquest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration IN_ALL = Duration.ofSeconds(30);

    private final @Nullable NodeKeys keys;
    private final Question question;

    /** @param keys with which nodes are asked; null if they have none */
    public Inquest(@Nullable NodeKeys keys) {
        this.keys = keys;
        this.question = new Question(PATIENCE, keys);
    }

    /**
     * What came of it.
     *
     * @param testimonies of those that answered, in the order of their addresses
     * @param silent why the others did not, as in {@link Poll.Outcome}
     */
    public record Outcome(List<Testimony> testimonies, Map<Address, String> silent) {}

    /** What these saw of that one; that one itself is asked, too. */
    public Outcome ask(Collection<Address> nodes, Address about) throws InterruptedException {
        Set<Address> asked = new LinkedHashSet<>(nodes);
        asked.add(about);
        Poll.Outcome<Testimony> heard = new Poll(IN_ALL).ask(asked, node -> {
            String answer = question.why(node, about);
            return Testimony.parse(node, answer, System.currentTimeMillis());
        });
        List<Testimony> testimonies = new ArrayList<>(heard.answers().values());
        testimonies.sort((one, other) -> one.by().compareTo(other.by()));
        return new Outcome(testimonies, heard.silent());
    }

    /**
     * Whom these know: of seeds those that they list; without seeds among them, whoever is reached by links. At most
     * {@value Crawl#MOST}.
     *
     * @return these, and all that are known
     * @throws IOException if none of them answers
     */
    public Set<Address> known(Collection<Address> first) throws IOException, InterruptedException {
        Crawl crawl = new Crawl(first, keys);
        boolean goesOn = crawl.step();
        if (crawl.silent().keySet().containsAll(first)) {
            Map.Entry<Address, String> one =
                    crawl.silent().entrySet().iterator().next();
            throw new IOException(one.getKey() + " " + Poll.sentence(one.getValue()));
        }
        while (goesOn && !crawl.hasMetSeed()) {
            goesOn = crawl.step();
        }
        return crawl.found().stream().map(Crawl.Found::address).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
