package grapevine.peer.core.proof;

import grapevine.wire.Origin;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who speaks for which origin: who first proved a message of it. As long as that is remembered nobody else does. Those
 * that were silent for longest go first.
 */
final class Speakers {
    private final Map<Origin, String> speakers = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Who speaks for this origin: this one, if nobody did so far.
     *
     * @param most so many are remembered
     */
    String of(Origin origin, String holder, int most) {
        String speaker = speakers.putIfAbsent(origin, holder);
        while (speakers.size() > most) {
            speakers.remove(speakers.keySet().iterator().next());
        }
        return speaker == null ? holder : speaker;
    }
}
