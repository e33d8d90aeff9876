package grapevine.peer.core.proof;

import grapevine.wire.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks for which origin: who proved the first message of it that was new here. As long as that is remembered
 * nobody else does, but who is certified for the ip of the origin where the first one was not. Those that were silent
 * for longest go first: they are forgotten by then as origins, too.
 */
final class Speakers {
    private final Map<Origin, Speaker> speakers = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Who speaks for an origin.
     *
     * @param isCertified whether the certificate names the ip of the origin
     */
    record Speaker(String holder, boolean isCertified) {
        boolean yieldsTo(Speaker other) {
            return !isCertified && other.isCertified && !holder.equals(other.holder);
        }
    }

    /** Who speaks for this origin, null if nobody did. */
    @Nullable
    Speaker of(Origin origin) {
        return speakers.get(origin);
    }

    /**
     * This one speaks for it from now on.
     *
     * @param most so many are remembered
     */
    void speaks(Origin origin, Speaker speaker, int most) {
        speakers.put(origin, speaker);
        while (speakers.size() > most) {
            speakers.remove(speakers.keySet().iterator().next());
        }
    }
}
