package grapevine.peer.core.gossip;

/**
 * Finds a message of a {@link PackedLog} by its name: where it stands in the order of those that ever came. Numbers of
 * one origin that follow each other stand side by side: what comes in order, and goes in order, costs a look into
 * far memory for each eighth message only.
 *
 * <p>A page holds {@value #NUMBERS} numbers of one origin in a row; pages are found by open addressing, at most three
 * quarters full. Origins are numbers here, see {@link OriginIds}.
 */
final class NameIndex {
    private static final int NUMBERS = 8;
    private static final int NUMBER_BITS = 3;

    /** What a page is made of: the origin, the numbers divided by {@value #NUMBERS}, in two halves. */
    private static final int ORIGIN = 0;

    private static final int LOW = 1;
    private static final int HIGH = 2;

    /** A bit for each number that is there; 0 if the page is free. */
    private static final int PRESENT = 3;

    /** Where each message stands. */
    private static final int PLACES = 4;

    private static final int PAGE = PLACES + NUMBERS;

    private static final int LEAST_PAGES = 16;

    private int[] pages = new int[LEAST_PAGES * PAGE];
    private int mask = LEAST_PAGES - 1;
    private int used;

    /** Where the page begins that was written to last, and the one that was taken out of last. */
    private int written;

    private int taken;

    /**
     * Enters a message; false if it is there.
     *
     * @param place the lower 32 bits of where it stands
     */
    boolean put(int origin, long n, int place) {
        long block = n >> NUMBER_BITS;
        int page = is(written, origin, block) ? written : pageOf(origin, block);
        if (pages[page + PRESENT] == 0) {
            page = begin(page, origin, block);
        }
        written = page;
        if ((pages[page + PRESENT] & bit(n)) != 0) {
            return false;
        }
        pages[page + PRESENT] |= bit(n);
        pages[page + PLACES + within(n)] = place;
        return true;
    }

    /** Makes a free page the one of these numbers, or another if there are too many. */
    private int begin(int free, int origin, long block) {
        int page = free;
        if (4 * (used + 1) > 3 * (mask + 1)) {
            resize(2 * (mask + 1));
            page = pageOf(origin, block);
        }
        pages[page + ORIGIN] = origin;
        pages[page + LOW] = (int) block;
        pages[page + HIGH] = (int) (block >>> Integer.SIZE);
        used++;
        return page;
    }

    /** Whether such a message is there. */
    boolean has(int origin, long n) {
        return (pages[pageOf(origin, n >> NUMBER_BITS) + PRESENT] & bit(n)) != 0;
    }

    /** The lower 32 bits of where the message stands; it must be there. */
    int get(int origin, long n) {
        return pages[pageOf(origin, n >> NUMBER_BITS) + PLACES + within(n)];
    }

    /** Takes a message out; it must be there. */
    void remove(int origin, long n) {
        long block = n >> NUMBER_BITS;
        int page = is(taken, origin, block) ? taken : pageOf(origin, block);
        taken = page;
        pages[page + PRESENT] &= ~bit(n);
        if (pages[page + PRESENT] == 0) {
            free(page / PAGE);
            if (used < (mask + 1) / 8 && mask + 1 > LEAST_PAGES) {
                resize((mask + 1) / 4);
            }
        }
    }

    private static int within(long n) {
        return (int) n & (NUMBERS - 1);
    }

    private static int bit(long n) {
        return 1 << within(n);
    }

    /** Where the page of these numbers begins, or the free one where it belongs. */
    private int pageOf(int origin, long block) {
        int number = hash(origin, block) & mask;
        while (pages[number * PAGE + PRESENT] != 0 && !is(number * PAGE, origin, block)) {
            number = (number + 1) & mask;
        }
        return number * PAGE;
    }

    private boolean is(int page, int origin, long block) {
        return pages[page + LOW] == (int) block
                && pages[page + ORIGIN] == origin
                && pages[page + HIGH] == (int) (block >>> Integer.SIZE)
                && pages[page + PRESENT] != 0;
    }

    private static int hash(int origin, long block) {
        long mixed = (block + origin * 0xC2B2AE3D27D4EB4FL) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    private long block(int page) {
        return (long) pages[page + HIGH] << Integer.SIZE | (pages[page + LOW] & 0xFFFF_FFFFL);
    }

    /** Those behind a page that is free now move up, if they would not be found any more. */
    private void free(int freed) {
        int gap = freed;
        for (int number = (gap + 1) & mask; pages[number * PAGE + PRESENT] != 0; number = (number + 1) & mask) {
            int page = number * PAGE;
            int wanted = hash(pages[page + ORIGIN], block(page)) & mask;
            if (((number - wanted) & mask) >= ((number - gap) & mask)) {
                System.arraycopy(pages, page, pages, gap * PAGE, PAGE);
                gap = number;
            }
        }
        pages[gap * PAGE + PRESENT] = 0;
        used--;
    }

    private void resize(int count) {
        int[] old = pages;
        pages = new int[count * PAGE];
        mask = count - 1;
        written = 0;
        taken = 0;
        for (int page = 0; page < old.length; page += PAGE) {
            if (old[page + PRESENT] != 0) {
                long block = (long) old[page + HIGH] << Integer.SIZE | (old[page + LOW] & 0xFFFF_FFFFL);
                System.arraycopy(old, page, pages, pageOf(old[page + ORIGIN], block), PAGE);
            }
        }
    }
}
