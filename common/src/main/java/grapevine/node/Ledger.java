package grapevine.node;

import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node saw of others that bears on whether they live: silence, dials, what others said, what was decided. Of
 * each the last facts are kept, with their times, for whoever asks why it is held for dead. Nothing is written of one
 * that answers, so that a ledger is mostly not even made.
 *
 * <p>Of facts of one kind in a row the first ones and the last stay, so that no repetition pushes out what it follows
 * from: all reports of a large hub's neighbours leave the first of them, and the look that they led to. Not for sharing
 * between threads.
 */
public final class Ledger {
    /** Facts that are kept of one; beyond, the oldest goes. */
    public static final int MOST_FACTS = 24;

    /** Facts of one kind in a row; beyond, the last gives way. */
    static final int MOST_ALIKE = 4;

    /** What this node itself did is told with what it saw of another, if it was not longer before (ms). */
    private static final long BEFORE = 60_000;

    private final int mostSubjects;
    private final Map<Address, List<Entry>> entries = new LinkedHashMap<>(4);

    /** @param times how many facts of its kind it stands for, the last of them */
    private record Entry(long at, Fact fact, int times) {
        void append(StringBuilder lines, long now) {
            lines.append("ago_ms=").append(Math.max(0, now - at));
            if (times > 1) {
                lines.append(" times=").append(times);
            }
            lines.append(' ').append(FactLine.of(fact)).append('\n');
        }
    }

    /**
     * One in which nothing stands.
     *
     * @param mostSubjects how many others it keeps facts of; beyond, that one goes of which nothing came for longest
     */
    public Ledger(int mostSubjects) {
        this.mostSubjects = mostSubjects;
    }

    /** This was seen of that one; of the node itself if it is its own address. */
    public void note(long now, Address about, Fact fact) {
        List<Entry> known = entries.remove(about);
        List<Entry> facts = known == null ? new ArrayList<>(4) : known;
        entries.put(about, facts);
        if (entries.size() > mostSubjects) {
            Iterator<Address> longest = entries.keySet().iterator();
            longest.next();
            longest.remove();
        }
        int alike = 0;
        while (alike < facts.size() && isKind(facts.get(facts.size() - 1 - alike), fact)) {
            alike++;
        }
        int times = 1;
        if (alike >= MOST_ALIKE) {
            times += facts.remove(facts.size() - 1).times();
        } else if (facts.size() >= MOST_FACTS) {
            facts.remove(0);
        }
        facts.add(new Entry(now, fact, times));
    }

    private static boolean isKind(Entry entry, Fact fact) {
        return entry.fact().getClass() == fact.getClass();
    }

    /** Whether there is anything of that one. */
    public boolean hasNoted(Address about) {
        return entries.containsKey(about);
    }

    /** Of how many others there is something. */
    public int subjects() {
        return entries.size();
    }

    /**
     * What was seen of that one, a line each, the first first: {@code ago_ms=2310 event=ping_missed ...}, with
     * {@code times=} where it stands for several; and among it what this node itself did meanwhile, for its own pauses
     * excuse another's silence.
     *
     * @param self the node's own address
     * @return empty if there is nothing
     */
    public String tell(Address about, Address self, long now) {
        List<Entry> told = new ArrayList<>(entries.getOrDefault(about, List.of()));
        if (!told.isEmpty() && !about.equals(self)) {
            long since = told.get(0).at() - BEFORE;
            entries.getOrDefault(self, List.of()).stream()
                    .filter(entry -> entry.at() >= since)
                    .forEach(told::add);
            told.sort((one, other) -> Long.compare(one.at(), other.at()));
        }
        StringBuilder lines = new StringBuilder();
        told.forEach(entry -> entry.append(lines, now));
        return lines.toString();
    }
}
