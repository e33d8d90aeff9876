package grapevine.sim;

import grapevine.clock.HybridTime;
import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.Watcher;
import grapevine.wire.Address;
import grapevine.wire.Cause;
import grapevine.wire.Gossip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows by itself what happened before what, from who made and who was shown which message, and holds what the messages
 * and the peers say against it.
 */
final class CausalWitness implements Watcher {
    private static final int MOST_WRONG = 10;

    private final Map<Address, Integer> numbers = new HashMap<>();

    /** By peer: for each origin the highest message that happened before now, there or before what was shown there. */
    private final long[][] knows;

    /** By peer and origin: what was shown, and up to where without a gap. */
    private final BitSet[][] shown;

    private final HybridTime[] latest;

    /** By origin: what happened before each of its messages. */
    private final List<List<long[]>> causes = new ArrayList<>();

    private final List<String> wrong = new ArrayList<>();
    private @Nullable Gossip marked;
    private long made;
    private long handed;
    private long early;
    private long stamped;
    private long entriesLeftOut;
    private long shownBeforeCause;

    CausalWitness(List<Address> peers) {
        peers.forEach(peer -> numbers.put(peer, numbers.size()));
        int count = peers.size();
        knows = new long[count][count];
        shown = new BitSet[count][count];
        latest = new HybridTime[count];
        Arrays.fill(latest, HybridTime.ZERO);
        for (int i = 0; i < count; i++) {
            causes.add(new ArrayList<>());
            Arrays.setAll(shown[i], unused -> new BitSet());
        }
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        if (fact instanceof Fact.MessageSent sent) {
            made(numbers.get(by.address()), sent.message());
        }
    }

    private void made(int maker, Gossip message) {
        made++;
        long[] before = knows[maker].clone();
        causes.get(maker).add(before);
        expect(causes.get(maker).size() == message.n(), message, "is not the next one of its origin");
        knows[maker][maker] = message.n();
        shown[maker][maker].set((int) message.n());
        String time = message.time();
        if (time == null) {
            return;
        }
        stamped++;
        HybridTime its = HybridTime.parse(time);
        expect(its.compareTo(latest[maker]) > 0, message, "is not later than what its maker had got");
        latest[maker] = its;
        long[] named = new long[before.length];
        for (Cause cause : message.causes()) {
            int origin = numbers.get(cause.origin().address());
            named[origin] = cause.n();
            expect(before[origin] >= cause.n(), message, "claims to come after " + cause);
        }
        for (int origin = 0; origin < named.length; origin++) {
            boolean isLeftOut = origin != maker && named[origin] < before[origin];
            entriesLeftOut += isLeftOut ? 1 : 0;
            expect(!isLeftOut || before.length > 32, message, "does not name what happened before it");
        }
    }

    @Override
    public void marked(VirtualHost to, Gossip message, Marks marks) {
        if (marks.isEarly()) {
            early++;
            marked = message;
        }
    }

    @Override
    public void delivered(VirtualHost to, Gossip message) {
        handed++;
        int here = numbers.get(to.address());
        int maker = numbers.get(message.origin().address());
        long[] before = causes.get(maker).get((int) message.n() - 1);
        boolean isMarked = message.equals(marked);
        marked = null;
        if (!isMarked && lacksACause(here, maker, message, before)) {
            shownBeforeCause++;
        }
        expect(!shown[here][maker].get((int) message.n()), message, "was shown twice at " + to.address());
        shown[here][maker].set((int) message.n());
        for (int origin = 0; origin < before.length; origin++) {
            knows[here][origin] = Math.max(knows[here][origin], before[origin]);
        }
        knows[here][maker] = Math.max(knows[here][maker], message.n());
        if (message.time() != null) {
            latest[here] = latest[here].max(HybridTime.parse(message.time()));
        }
    }

    /**
     * Among up to 32 peers, where every clock is whole, all that happened before counts; otherwise what the message
     * names and what its origin made before.
     */
    private boolean lacksACause(int here, int maker, Gossip message, long[] before) {
        if (hasGap(shown[here][maker], message.n() - 1)) {
            return true;
        }
        if (before.length > 32) {
            return message.causes().stream()
                    .anyMatch(cause ->
                            hasGap(shown[here][numbers.get(cause.origin().address())], cause.n()));
        }
        for (int origin = 0; origin < before.length; origin++) {
            if (hasGap(shown[here][origin], before[origin])) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasGap(BitSet shown, long upTo) {
        return shown.nextClearBit(1) <= upTo;
    }

    private void expect(boolean holds, Gossip message, String otherwise) {
        if (!holds && wrong.size() < MOST_WRONG) {
            wrong.add(message + " " + otherwise);
        }
    }

    /** The first findings, in words. */
    List<String> wrong() {
        return wrong;
    }

    /** Messages made and handed over. */
    long events() {
        return made + handed;
    }

    long early() {
        return early;
    }

    long stamped() {
        return stamped;
    }

    /** Messages shown unmarked while one that happened before them was not shown. */
    long shownBeforeCause() {
        return shownBeforeCause;
    }

    @Override
    public String toString() {
        return "made=" + made + " handed=" + handed + " early=" + early + " shown_before_cause=" + shownBeforeCause
                + " entries_left_out=" + entriesLeftOut + " wrong=" + wrong.size();
    }
}
