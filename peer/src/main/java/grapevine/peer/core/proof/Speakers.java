package grapevine.peer.core.proof;

import grapevine.wire.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks for which origin: who proved the first message of it that was new here. As long as that is remembered
 * nobody else does. Those that were silent for longest go first: they are forgotten by then as origins, too.
 */
final class Speakers {
    private final Map<Origin, String> speakers = new LinkedHashMap<>(16, 0.75f, true);

    /** Who speaks for this origin, null if nobody did. */
    @Nullable
    String of(Origin origin) {
        return speakers.get(origin);
    }

    /**
     * This one proved a message that is new.
     *
     * @param most so many are remembered
     */
    void speaks(Origin origin, String holder, int most) {
        speakers.putIfAbsent(origin, holder);
        while (speakers.size() > most) {
            speakers.remove(speakers.keySet().iterator().next());
        }
    }
}
