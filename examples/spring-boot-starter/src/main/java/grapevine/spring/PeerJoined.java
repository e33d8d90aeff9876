package grapevine.spring;

import grapevine.peer.Peer;

/**
 * The event of the application context that says that there is a peer, before the context is started whole.
 *
 * @param peer this run of it; where the context is stopped and started again, there is another one
 */
public record PeerJoined(Peer peer) {}
