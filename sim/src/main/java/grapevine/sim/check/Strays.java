package grapevine.sim.check;

import grapevine.sim.net.MessageName;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was given what came of processes that nobody watches: one bit for each message at each process. Of more than
 * {@link #MOST} messages the first is forgotten, and whoever is given that one again is not found out.
 */
final class Strays {
    /** Twice as many origins as a peer remembers, in about 20 MB and a bit for each of these at each process. */
    static final int MOST = 131_072;

    private final Map<MessageName, BitSet> holders = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageName, BitSet> eldest) {
            return size() > MOST;
        }
    };

    /** The process of this number is given one; false if it was before. */
    boolean isFirst(MessageName message, int process) {
        BitSet here = holders.computeIfAbsent(message, unknown -> new BitSet());
        boolean isFirst = !here.get(process);
        here.set(process);
        return isFirst;
    }
}
