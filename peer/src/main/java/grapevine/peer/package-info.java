/**
 * The public API: {@code Peer}, its configuration and its events, with which any JVM program joins a network,
 * publishes, receives, and watches members come and go. {@code PeerMain} is the daemon made of it, packaged as
 * {@code peer.jar}.
 */
@NullMarked
package grapevine.peer;

import org.jspecify.annotations.NullMarked;
