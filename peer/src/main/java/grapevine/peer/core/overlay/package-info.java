/**
 * Whom a peer is linked to. The door is {@link grapevine.peer.core.overlay.Overlay}, which makes, moves and drops
 * links; whom it asks for one is decided by {@link grapevine.peer.core.overlay.Attachment} (drawn by
 * {@code SibuyaChoice}), whom it accepts, and which of two connections stays, by {@code Admission}. How lost sides
 * of the network find each other again is in {@link grapevine.peer.core.overlay.Remembered} and
 * {@link grapevine.peer.core.overlay.Meeting}. Uses join and sample, since it asks the seeds for more peers and has
 * others visited, links, and the ground floor; what becomes of a link it tells to
 * {@link grapevine.peer.core.overlay.LinkListener}.
 */
@NullMarked
package grapevine.peer.core.overlay;

import org.jspecify.annotations.NullMarked;
