/**
 * The ground floor: what every part of a peer stands on. The door is {@link grapevine.peer.core.ground.Ground}: the
 * time, chance, the world, who we are, the one timer. {@link grapevine.peer.core.ground.Waiting} keeps the deadlines of
 * connections, and moves them after a standstill. Beside it stand what a peer is told at its start
 * ({@link grapevine.peer.core.ground.PeerSettings}), the form of whatever acts by itself at a time
 * ({@link grapevine.peer.core.ground.Part}), and small collections that several wings keep. Knows no other room of the
 * peer; the settings name a rule of {@code grapevine.sampling}.
 */
@NullMarked
package grapevine.peer.core.ground;

import org.jspecify.annotations.NullMarked;
