/**
 * How a peer comes, is known, and goes. The doors are {@link grapevine.peer.core.join.Contacts}, with which it begins
 * and which settles its address, and {@link grapevine.peer.core.join.Registration}: everything it has with its seeds.
 * {@link grapevine.peer.core.join.DeadReport} tells them of the dead, {@link grapevine.peer.core.join.Departure} leaves
 * in order. Uses links, and the ground floor; what comes of it is told to {@link grapevine.peer.core.join.Joining}.
 */
@NullMarked
package grapevine.peer.core.join;

import org.jspecify.annotations.NullMarked;
