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
 * Gallager, Data Networks, 1992, 6.5.2). The others have what the modest leave, which is half of it at the least.
 */
final class Shares {
    /** On a link on which more waits (bytes) there is not room for all. */
    static final long FULL_BYTES = 4 * 1024;

    /** From one look to the next (ms); before the first nobody is known to be modest. */
    static final long LOOK_MILLIS = 500;

    /** When there was room for all for so long (ms), nobody's share matters. */
    static final long OVER_MILLIS = 10_000;

    /** The most origins that are told apart; none of those beyond is modest. */
    static final int MOST = 1024;

    /** Who makes less (bytes a second) is forgotten. */
    private static final long FORGOTTEN = 8;

    private static final int MOST_LOOKS = 16;

    /** What one origin makes. */
    private static final class Account {
        /** Since the last look, bytes. */
        long came;

        /** Bytes a second, of about the last second. */
        long rate;
    }

    private final Ground ground;
    private final Map<Address, Account> accounts = new HashMap<>();
    private long lookedAt;
    private long fullAt;

    /** Who makes no more is modest, bytes a second. */
    private long modest;

    Shares(Ground ground) {
        this.ground = ground;
        lookedAt = ground.now();
        fullAt = ground.now();
    }

    /** A message goes out. */
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

    /** There is not room for all: so much waits on a link, or others are asked to wait. */
    void isFull() {
        fullAt = ground.now();
    }

    /** Whether there has been room for all for long. */
    boolean isOver() {
        return ground.now() - fullAt > OVER_MILLIS;
    }

    private void look() {
        int looks = (int) Math.min(MOST_LOOKS, (ground.now() - lookedAt) / LOOK_MILLIS);
        lookedAt = ground.now();
        for (Account account : accounts.values()) {
            account.rate = (account.rate + 2 * account.came) >> looks;
            account.came = 0;
        }
        accounts.values().removeIf(account -> account.rate < FORGOTTEN);
        modest = level();
    }

    /** What each may have of the half of it all, if nobody is given more than it makes. */
    private long level() {
        long[] rates =
                accounts.values().stream().mapToLong(account -> account.rate).toArray();
        Arrays.sort(rates);
        long left = Arrays.stream(rates).sum() / 2;
        for (int i = 0; i < rates.length; i++) {
            long each = left / (rates.length - i);
            if (rates[i] > each) {
                return each;
            }
            left -= rates[i];
        }
        return 0;
    }

    /** Whether this origin makes so little that it goes before others, and waits for nobody. */
    boolean isModest(Address origin) {
        Account account = accounts.get(origin);
        if (account == null) {
            return modest > 0 && accounts.size() < MOST;
        }
        return account.rate + account.came <= modest;
    }
}
