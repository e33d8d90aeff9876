/**
 * The peer's state machine, and the roof over its wings. The door is {@link grapevine.peer.core.PeerNode}: events
 * in, effects out. {@link grapevine.peer.core.PeerParts} builds the parts that stand in the wings, each a package
 * below this one, and answers what they say upwards; {@code LinkTalk} and {@code Handshake} say which part hears
 * which word. Uses all wings; no wing knows this package. Public types are public for the simulator and the other
 * wings; they are not part of the promised API.
 */
@NullMarked
package grapevine.peer.core;

import org.jspecify.annotations.NullMarked;
