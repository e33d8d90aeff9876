package grapevine.peer.core.gossip;

import grapevine.peer.core.ground.Ground;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Who makes how much of what goes out here, while there is not room for all of it. No rate is too high by itself: who
 * alone wants the room has all of it. Of those that share it the modest go ahead: whoever makes no more than it would
 * get if half the room were shared out evenly, and nobody got more than it makes (max-min fairness: D. Bertsekas, R.
 * Gallager, Data Networks, 1992, 6.5.2). So nobody is modest who makes about as much as the others, and what the modest
 * make together is half of all at the most.
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

    /** The most origins that are told apart; none of those beyond is modest. */
    static final int MOST = 1024;

    /** From one look to the next an eighth of what was made is forgotten: so 4 s count, about. */
    private static final int FORGETS = 8;

    /** After so many looks next to nothing is left. */
    private static final int MOST_LOOKS = 64;

    /** What one origin makes. */
    private static final class Account {
        /** Since the last look, bytes. */
        long came;

        /** Of about the last four seconds, bytes. */
        long made;

        void look(int looks) {
            made += came;
            came = 0;
            for (int i = 0; i < looks; i++) {
                made -= (made + FORGETS - 1) / FORGETS;
            }
        }
    }

    private final Ground ground;
    private final Map<Address, Account> accounts = new HashMap<>();
    private long lookedAt;
    private long fullAt;
    private long lateAt = Long.MIN_VALUE;

    /** Who made no more in about the last four seconds is modest, bytes. */
    private long modest;

    /** Whether anybody is. */
    private boolean isAnyModest;

    Shares(Ground ground) {
        this.ground = ground;
        lookedAt = ground.now();
        fullAt = ground.now();
    }

    /** A message is here that was not. */
    void counts(Gossip message) {
        if (ground.now() - lookedAt >= LOOK_MILLIS) {
            look();
        }
        Address origin = message.origin().address();
        Account account = accounts.get(origin);
        if (account == null && accounts.size() < MOST) {
            account = new Account();
            accounts.put(origin, account);
        }
        if (account != null) {
            account.came += message.length();
        }
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

    private void look() {
        int looks = (int) Math.min(MOST_LOOKS, (ground.now() - lookedAt) / LOOK_MILLIS);
        lookedAt = ground.now();
        accounts.values().forEach(account -> account.look(looks));
        accounts.values().removeIf(account -> account.made == 0);
        modest = level();
        isAnyModest = accounts.values().stream().anyMatch(account -> account.made <= modest);
    }

    /** What each may have of the half of it all, if nobody is given more than it makes. */
    private long level() {
        long[] made =
                accounts.values().stream().mapToLong(account -> account.made).toArray();
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
            return !isOver() && modest > 0 && accounts.size() < MOST;
        }
        return account.made + account.came <= modest;
    }

    /** Whether something was late just now, and this origin's messages wait until those of the modest are gone. */
    boolean isLate(Address origin) {
        Account account = isAnyModest && ground.now() - LATE_FOR_MILLIS <= lateAt ? accounts.get(origin) : null;
        return account != null && account.made > modest;
    }
}
