/**
 * Who still lives. The door is {@link grapevine.peer.core.health.Liveness}, which watches the neighbours, and has
 * those looked for whose connection broke without a word ({@code Suspicion}). The dead are taken out of the overlay
 * and of the view, and reported by way of join. Uses overlay, join, links, the ground floor, and the view of
 * {@code grapevine.sampling}.
 */
@NullMarked
package grapevine.peer.core.health;

import org.jspecify.annotations.NullMarked;
