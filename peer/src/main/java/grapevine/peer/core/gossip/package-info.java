/**
 * Messages on their way. The doors are {@link grapevine.peer.core.gossip.Gossiping}, through which each message comes,
 * ours or another's, and {@link grapevine.peer.core.gossip.Tree}, which decides along which links it goes on. What was
 * seen stands in {@link grapevine.peer.core.gossip.Seen}, what is kept for others in
 * {@link grapevine.peer.core.gossip.Retained}; {@link grapevine.peer.core.gossip.Delivery} hands a message to the
 * application, in the order that clocks demand. Uses links, and the ground floor; who mends losses is told of what
 * arrives by {@link grapevine.peer.core.gossip.Repairs}.
 */
@NullMarked
package grapevine.peer.core.gossip;

import org.jspecify.annotations.NullMarked;
