/**
 * Messages on their way. The doors are {@link grapevine.peer.core.gossip.Gossiping}, through which each message
 * comes, ours or another's, and {@link grapevine.peer.core.gossip.Tree}, which decides along which links it goes on
 * ({@code LinkStart} says how a link opens). What was seen stands in {@link grapevine.peer.core.gossip.Seen}, what
 * is kept for others in {@link grapevine.peer.core.gossip.Retained}; {@code Delivery} hands a message to the
 * application, and {@code CausalDelivery} holds what came before its causes. {@code Announcements} are what we tell,
 * {@code Announcers} who tells us, {@code Throttle} slows down who brings too much,
 * {@link grapevine.peer.core.gossip.PassingOn} is what is left to be told when we leave. Uses links, the ground floor,
 * and the values of {@code grapevine.clock}; who mends losses is told of what arrives by
 * {@link grapevine.peer.core.gossip.Repairs}.
 */
@NullMarked
package grapevine.peer.core.gossip;

import org.jspecify.annotations.NullMarked;
