/**
 * Connections to other peers. The door is {@link grapevine.peer.core.link.Connections}: each connection that is, or
 * may become, a link is a {@link grapevine.peer.core.link.PeerLink} from its first byte to its last; short errands
 * are an {@link grapevine.peer.core.link.Exchange} or a {@link grapevine.peer.core.link.Visit}. Whoever needs to
 * know whom we are linked to reads {@link grapevine.peer.core.link.Neighbours}; a
 * {@link grapevine.peer.core.link.Neighbour} is one of them, and holds what each wing notes of it
 * ({@link grapevine.peer.core.link.Silence} is health's, eager or lazy is gossip's).
 * {@link grapevine.peer.core.link.Other} is whoever is at the end of a link or of a visit. Decides nothing: what
 * happens on a link is told to the {@link grapevine.peer.core.link.LinkKeeper}, what is said on it to the
 * {@link grapevine.peer.core.link.Hearers}. Uses the ground floor and, for visits, the view of
 * {@code grapevine.sampling}.
 */
@NullMarked
package grapevine.peer.core.link;

import org.jspecify.annotations.NullMarked;
