package grapevine.seed.core.registry;

/**
 * The most peers that there were at once in the last ten minutes, to the minute. It is what peers are told, who aim at
 * the more links the more they are: while a network breathes, or restarts one by one, that stays the same.
 */
final class SizeLately {
    private static final int MINUTES = 10;
    private static final long MINUTE_MILLIS = 60_000;

    private final int[] largest = new int[MINUTES + 1];
    private long minute;

    /** So many peers there are now (ms): the most since ten minutes ago, these included. */
    int with(int peers, long now) {
        long current = now / MINUTE_MILLIS;
        for (long passed = Math.max(minute + 1, current - MINUTES); passed <= current; passed++) {
            largest[place(passed)] = 0;
        }
        minute = current;
        largest[place(current)] = Math.max(largest[place(current)], peers);
        int most = 0;
        for (int each : largest) {
            most = Math.max(most, each);
        }
        return most;
    }

    private int place(long minute) {
        return (int) (minute % largest.length);
    }
}
