package grapevine.peer.core.gossip;

/**
 * Finds a message of a {@link PackedLog} by its name: where it stands in the order of those that ever came. Numbers of
 * one origin that follow each other stand side by side: what comes in order, and goes in order, costs a look into
 * far memory for each eighth message only.
 *
 * <p>A page holds {@value #PAGE} numbers of one origin in a row; pages are found by open addressing, at most three
 * quarters full. Origins are numbers here, see {@link OriginIds}.
 */
final class NameIndex {
    private static final int PAGE = 8;
    private static final int PAGE_BITS = 3;
    private static final int LEAST_PAGES = 16;

    private int[] origins = new int[LEAST_PAGES];
    private long[] blocks = new long[LEAST_PAGES];

    /** Of each page a bit for each number that is there; 0 for a page that is free. */
    private byte[] present = new byte[LEAST_PAGES];

    private int[] places = new int[LEAST_PAGES * PAGE];
    private int pages;

    /** The page that was looked for last. */
    private int latest;

    /**
     * Enters a message that is not there.
     *
     * @param place the lower 32 bits of where it stands
     */
    void put(int origin, long n, int place) {
        long block = n >> PAGE_BITS;
        int page = pageOf(origin, block);
        if (present[page] == 0) {
            if (4 * (pages + 1) > 3 * present.length) {
                resize(2 * present.length);
                page = pageOf(origin, block);
            }
            origins[page] = origin;
            blocks[page] = block;
            pages++;
        }
        present[page] = (byte) (present[page] | bit(n));
        places[page * PAGE + within(n)] = place;
    }

    /** Whether such a message is there. */
    boolean has(int origin, long n) {
        return (present[pageOf(origin, n >> PAGE_BITS)] & bit(n)) != 0;
    }

    /** The lower 32 bits of where the message stands; it must be there. */
    int get(int origin, long n) {
        return places[pageOf(origin, n >> PAGE_BITS) * PAGE + within(n)];
    }

    /** Takes a message out; it must be there. */
    void remove(int origin, long n) {
        int page = pageOf(origin, n >> PAGE_BITS);
        present[page] = (byte) (present[page] & ~bit(n));
        if (present[page] == 0) {
            free(page);
            if (pages < present.length / 8 && present.length > LEAST_PAGES) {
                resize(present.length / 4);
            }
        }
    }

    private static int within(long n) {
        return (int) n & (PAGE - 1);
    }

    private static int bit(long n) {
        return 1 << within(n);
    }

    /** The page of these numbers, or the free one where it belongs. */
    private int pageOf(int origin, long block) {
        if (is(latest, origin, block)) {
            return latest;
        }
        int mask = present.length - 1;
        int page = hash(origin, block) & mask;
        while (present[page] != 0 && !is(page, origin, block)) {
            page = (page + 1) & mask;
        }
        latest = page;
        return page;
    }

    private boolean is(int page, int origin, long block) {
        return blocks[page] == block && origins[page] == origin && present[page] != 0;
    }

    private static int hash(int origin, long block) {
        long mixed = (block + origin * 0xC2B2AE3D27D4EB4FL) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** Those behind a page that is free now move up, if they would not be found any more. */
    private void free(int freed) {
        int mask = present.length - 1;
        int gap = freed;
        for (int page = (gap + 1) & mask; present[page] != 0; page = (page + 1) & mask) {
            int wanted = hash(origins[page], blocks[page]) & mask;
            if (((page - wanted) & mask) >= ((page - gap) & mask)) {
                copy(page, gap);
                gap = page;
            }
        }
        present[gap] = 0;
        pages--;
    }

    private void copy(int from, int to) {
        origins[to] = origins[from];
        blocks[to] = blocks[from];
        present[to] = present[from];
        System.arraycopy(places, from * PAGE, places, to * PAGE, PAGE);
    }

    private void resize(int count) {
        int[] oldOrigins = origins;
        long[] oldBlocks = blocks;
        byte[] oldPresent = present;
        int[] oldPlaces = places;
        origins = new int[count];
        blocks = new long[count];
        present = new byte[count];
        places = new int[count * PAGE];
        latest = 0;
        for (int old = 0; old < oldPresent.length; old++) {
            if (oldPresent[old] != 0) {
                int page = pageOf(oldOrigins[old], oldBlocks[old]);
                origins[page] = oldOrigins[old];
                blocks[page] = oldBlocks[old];
                present[page] = oldPresent[old];
                System.arraycopy(oldPlaces, old * PAGE, places, page * PAGE, PAGE);
            }
        }
    }
}
