/**
 * How a peer comes, is known, and goes. The doors are {@link grapevine.peer.core.join.Contacts}, with which it
 * begins and which settles its address; {@link grapevine.peer.core.join.Registration}, everything it has with its
 * seeds; {@link grapevine.peer.core.join.DeadReport}, which tells them of the dead; and
 * {@link grapevine.peer.core.join.Departure}, by which it leaves in order. Uses links, and the ground floor; what
 * comes of it is told to {@link grapevine.peer.core.join.Joining}.
 */
@NullMarked
package grapevine.peer.core.join;

import org.jspecify.annotations.NullMarked;
