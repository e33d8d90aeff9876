/**
 * Who still lives. The door is {@link grapevine.peer.core.health.Liveness}, which watches the neighbours; those whose
 * connection broke without a word are looked for by {@link grapevine.peer.core.health.Suspicion}. The dead are dropped
 * from the overlay, and reported by way of the room that joins. Uses these two, links, and the ground floor.
 */
@NullMarked
package grapevine.peer.core.health;

import org.jspecify.annotations.NullMarked;
