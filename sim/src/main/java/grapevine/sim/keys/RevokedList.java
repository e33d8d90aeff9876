package grapevine.sim.keys;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Keys that are valid no more, as the authority signed it.
 *
 * @param number by which lists are told apart, and which holds: when it was signed, s since 1970; 0 for none
 * @param keys of those that are revoked
 * @param text as it stands in a message
 */
public record RevokedList(long number, Set<Long> keys, String text) {
    /** Nobody is revoked. */
    static final RevokedList NONE = new RevokedList(0, Set.of(), "");

    public RevokedList {
        keys = Set.copyOf(keys);
    }

    /** What is signed of one. */
    static String signed(long number, Set<Long> keys) {
        return number + ";"
                + new TreeSet<>(keys).stream().map(Long::toHexString).collect(Collectors.joining(","));
    }

    /** Whether this member is on it. */
    public boolean has(Member member) {
        return keys.contains(member.key());
    }
}
