package grapevine.peer.core.gossip;

import grapevine.node.Proofs;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Part;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes how much of what goes out here, while there is not room for all of it. No rate is too high by itself: who
 * alone wants the room has all of it. Of those that share it the modest go ahead: whoever makes no more than it would
 * get if half the room were shared out evenly, and nobody got more than it makes (max-min fairness: D. Bertsekas, R.
 * Gallager, Data Networks, 1992, 6.5.2). So nobody is modest who makes about as much as the others, and what the modest
 * make together is half of all at the most. Where messages are proven, all origins that a member speaks for share what
 * it has, by its name: else whoever may speak for many would have a share for each.
 */
final class Shares {
    /** On a link on which more waits (bytes) there is not room for all. */
    static final long FULL_BYTES = 1024;

    /** What comes so long (ms) after it was announced has waited for room, most likely. */
    static final long LATE_MILLIS = 300;

    /** So long (ms) after something came late what comes late does so for want of room. */
    static final long LATE_FOR_MILLIS = 2000;

    /** From one look to the next (ms); before the first nobody is known to be modest. */
    static final long LOOK_MILLIS = 500;

    /** When there was room for all for so long (ms), nobody's share matters. */
    static final long OVER_MILLIS = 10_000;

    /** The most members, or origins, that are told apart; none of those beyond is modest. */
    static final int MOST = 1024;

    /** Of so many of its latest origins it is remembered whose they are. */
    static final int MOST_ORIGINS = 4;

    /** Who makes too much makes so many times what those make on average that are modest. */
    static final int TIMES = 8;

    /** From one look to the next an eighth of what was made is forgotten: so 4 s count, about. */
    private static final int FORGETS = 8;

    /** After so many looks next to nothing is left. */
    private static final int MOST_LOOKS = 64;

    /** What one member makes, or one origin where nobody knows whose it is. */
    private static final class Account {
        /** By which it is told of: the first that was heard. */
        final Address first;

        /** The latest, those heard last behind the others. */
        final Deque<Address> origins = new ArrayDeque<>(1);

        /** Since the last look, bytes. */
        long came;

        /** Of about the last four seconds, bytes. */
        long made;

        /** What would be made in these if all went on as since the look before the last, bytes. */
        long pace;

        Account(Address first) {
            this.first = first;
        }

        void look(int looks) {
            made += came;
            pace = came * (FORGETS - 1) / looks;
            came = 0;
            for (int i = 0; i < looks; i++) {
                made -= (made + FORGETS - 1) / FORGETS;
            }
        }

        /** Whether it makes so much, and goes on. */
        boolean isAtLeast(long bytes) {
            return made >= bytes && pace >= bytes / 2;
        }
    }

    private final Ground ground;

    /** By origin: that of whose message of it came last. */
    private final Map<Address, Account> accounts = new HashMap<>();

    /** By the name of the member, where messages are proven. */
    private final Map<String, Account> members = new HashMap<>();

    /** Each of them once, in the order in which they came. */
    private final Set<Account> all = new LinkedHashSet<>();

    private long lookedAt;
    private long fullAt;
    private long lateAt = Long.MIN_VALUE;

    /** Who made no more in about the last four seconds is modest, bytes. */
    private long modest;

    /** Whether anybody is. */
    private boolean isAnyModest;

    /** Whether little is on its way at a time on each link, so that the modest wait behind little. */
    private boolean holdsLittle;

    /** Null while nobody makes too much. */
    private @Nullable Floods floods;

    /** @param former what was counted before there was room for all for long; null for nothing */
    Shares(Ground ground, @Nullable Shares former) {
        this.ground = ground;
        floods = former == null ? null : former.floods;
        lookedAt = ground.now();
        fullAt = ground.now();
    }

    /** A message is here that was not. */
    void counts(Gossip message) {
        lookIfDue();
        Account account = account(message);
        if (account != null) {
            account.came += message.length();
        }
    }

    /** Whose message it is; null where there is no room for one more. */
    private @Nullable Account account(Gossip message) {
        Address origin = message.origin().address();
        String member = member(message);
        Account its = member == null ? accounts.get(origin) : members.get(member);
        if (its == null && all.size() >= MOST) {
            return null;
        }
        if (its == null) {
            its = new Account(origin);
            all.add(its);
            if (member != null) {
                members.put(member, its);
            }
        }
        if (accounts.put(origin, its) != its && !its.origins.contains(origin)) {
            its.origins.add(origin);
            if (its.origins.size() > MOST_ORIGINS) {
                accounts.remove(its.origins.remove(), its);
            }
        }
        return its;
    }

    /** By whose key it is signed; null where messages are not proven. */
    private @Nullable String member(Gossip message) {
        Proofs proofs = ground.effects().proofs();
        return proofs != null && message.isProven() ? proofs.holder(message.proofKey()) : null;
    }

    /** On a link there is not room for all. */
    void linkIsFull() {
        fullAt = ground.now();
    }

    /** There is not elsewhere: messages come late, or somebody asks for time. */
    void someAreLate() {
        fullAt = ground.now();
        lateAt = ground.now();
    }

    /** Whether there has been room for all for long. */
    boolean isOver() {
        return ground.now() - fullAt > OVER_MILLIS;
    }

    private void lookIfDue() {
        if (ground.now() - lookedAt >= LOOK_MILLIS) {
            look();
        }
    }

    private void look() {
        int looks = (int) Math.min(MOST_LOOKS, (ground.now() - lookedAt) / LOOK_MILLIS);
        lookedAt = ground.now();
        all.forEach(account -> account.look(looks));
        all.removeIf(account -> account.made == 0);
        accounts.values().retainAll(all);
        members.values().retainAll(all);
        modest = level();
        isAnyModest = all.stream().anyMatch(account -> account.made <= modest);
        holdLittle(isAnyLate() || (holdsLittle && ground.now() - lateAt <= OVER_MILLIS));
        lookForFloods();
    }

    private void holdLittle(boolean isLittle) {
        if (isLittle != holdsLittle) {
            holdsLittle = isLittle;
            ground.effects().holdLittle(isLittle);
        }
    }

    /** There has been room for all for long: nothing is counted any more. */
    void end() {
        holdLittle(false);
    }

    /**
     * Who makes much beside others that make little, while something is late, makes too much; not where those that make
     * much are the most.
     */
    private void lookForFloods() {
        long many = 0;
        long theirs = 0;
        for (Account account : all) {
            many += account.made <= modest ? 1 : 0;
            theirs += account.made <= modest ? account.made : 0;
        }
        if (isAnyLate() && 2 * many > all.size()) {
            long most = TIMES * theirs / many;
            if (floods == null) {
                floods = new Floods(ground);
                ground.wakeAt(floods.due(lookedAt));
            }
            for (Account each : all) {
                if (each.isAtLeast(Math.max(most, modest + 1))) {
                    floods.seen(each.first);
                }
            }
        }
        if (floods != null) {
            floods.look(
                    this::made, all.stream().mapToLong(account -> account.made).sum());
            floods = floods.isEmpty() ? null : floods;
        }
    }

    /** What those made of which this is told, bytes. */
    private long made(Address first) {
        return all.stream()
                .filter(account -> account.first.equals(first))
                .mapToLong(account -> account.made)
                .sum();
    }

    /** Whether something was late just now, where somebody is modest. */
    boolean isAnyLate() {
        return isAnyModest && ground.now() - LATE_FOR_MILLIS <= lateAt;
    }

    /** What each may have of the half of it all, if nobody is given more than it makes. */
    private long level() {
        long[] made = all.stream().mapToLong(account -> account.made).toArray();
        Arrays.sort(made);
        long left = Arrays.stream(made).sum() / 2;
        for (int i = 0; i < made.length; i++) {
            long each = left / (made.length - i);
            if (made[i] > each) {
                return each;
            }
            left -= made[i];
        }
        return 0;
    }

    /** Whether this origin makes so little that it goes before others, and waits for nobody. */
    boolean isModest(Address origin) {
        Account account = accounts.get(origin);
        if (isOver() || account == null) {
            return !isOver() && modest > 0 && all.size() < MOST;
        }
        return account.made + account.came <= modest;
    }

    /** Whether something was late just now, and this origin's messages wait until those of the modest are gone. */
    boolean isLate(Address origin) {
        Account account = isAnyLate() ? accounts.get(origin) : null;
        return account != null && account.made > modest;
    }

    /** Whether there is nothing to remember: there has been room for all for long, and nobody was told of lately. */
    boolean isNothing() {
        return isOver() && floods == null;
    }

    /** How many origins flood, as the operator was told. */
    int flooding() {
        return floods == null ? 0 : floods.count();
    }

    /** When there is to be looked for floods again, though no message comes. */
    long due() {
        return floods == null ? Part.NEVER : floods.due(lookedAt);
    }

    /** The time has come, or is near. */
    void onDue(long now) {
        if (due() <= now) {
            look();
        }
    }
}
