/**
 * The peer's state machine and its parts: finding neighbours, gossiping messages, watching that the neighbours
 * live. A pure node: it sees only {@code grapevine.wire} and {@code grapevine.node}. Its public types are
 * public for the simulator; they are not part of the promised API.
 */
@NullMarked
package grapevine.peer.core;

import org.jspecify.annotations.NullMarked;
