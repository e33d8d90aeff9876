/**
 * Whom a peer knows of: a partial view of the others, as random as exchanges with them can make it. The door is
 * {@link grapevine.peer.core.sample.Sampling}; by which rules a view is kept is no matter of this room but of
 * {@code grapevine.sampling}. Uses links, and the ground floor; whom it met it tells to
 * {@link grapevine.peer.core.sample.Encounters}.
 */
@NullMarked
package grapevine.peer.core.sample;

import org.jspecify.annotations.NullMarked;
