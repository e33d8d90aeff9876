package grapevine.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.MessageId;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Waits for messages at real nodes. */
final class Arrivals {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Arrivals() {}

    /** Until a node has all of these, whatever else it has. */
    static void await(LiveNode node, Collection<MessageId> sent) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.inbox().look(Inbox.Which.ALL).stream()
                                .map(Inbox.Letter::id)
                                .collect(Collectors.toSet()))
                        .as(node.name())
                        .containsAll(sent));
    }
}
