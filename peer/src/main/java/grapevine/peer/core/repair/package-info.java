/**
 * What is lacking, and how it is got. The doors are {@link grapevine.peer.core.repair.Missing}: what was announced
 * and did not come; and {@link grapevine.peer.core.repair.Comparing}: what nobody announced, found by comparing what
 * was seen. {@link grapevine.peer.core.repair.Supply} is the other side of both: it answers who asks us. Uses
 * gossip, links, and the ground floor.
 */
@NullMarked
package grapevine.peer.core.repair;

import org.jspecify.annotations.NullMarked;
