package grapevine.spring;

import grapevine.peer.PeerEvent;

/** A bean of this type is told what the peer notices of others, as a {@link MessageListener} is of messages. */
@FunctionalInterface
public interface PeerEventListener {
    void onEvent(PeerEvent event);
}
