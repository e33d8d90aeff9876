package grapevine.peer;

/**
 * A peer that this one holds a link to, as it last described itself.
 *
 * @param member who it is
 * @param links how many links it holds
 * @param older whether it came before this peer; as long as every peer but the oldest has an older neighbour that lives, the network
 *     is connected
 */
public record Neighbour(Member member, int links, boolean older) {}
