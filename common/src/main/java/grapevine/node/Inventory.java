package grapevine.node;

/**
 * Hears what a node keeps in memory, piece by piece: everything a node keeps has a limit, and whoever asks can see that
 * it holds.
 */
@FunctionalInterface
public interface Inventory {
    /**
     * One thing that is kept.
     *
     * @param what its name, as {@code view}
     * @param size how many there are, or how many bytes, >= 0
     * @param most how many there may be
     */
    void keeps(String what, long size, long most);
}
