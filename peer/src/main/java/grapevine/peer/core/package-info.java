/**
 * The peer's state machine, and the roof over its wings. The door is {@link grapevine.peer.core.PeerNode}: start,
 * timer, new connections, what the application asks; what comes over a connection enters by the connection, a link
 * or an exchange. {@code PeerParts} builds the parts that stand in the wings, each a package below this one, and
 * answers what they say upwards; {@code LinkTalk} and {@code Handshake} say which part hears which word.
 * {@link grapevine.peer.core.PeerLook} is what may be seen from outside, {@code Answers} what a person is told. Uses
 * all wings; no wing knows this package. Public types are public for the library, the simulator and the other wings;
 * they are not part of the promised API.
 */
@NullMarked
package grapevine.peer.core;

import org.jspecify.annotations.NullMarked;
