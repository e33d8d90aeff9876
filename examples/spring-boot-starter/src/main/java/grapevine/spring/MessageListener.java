package grapevine.spring;

import grapevine.peer.Received;

/**
 * A bean of this type gets every message of the other peers, from the first on, one at a time. Of several, each message
 * goes to one after the other in the order of {@code @Order}; one that throws keeps it from none of the others.
 */
@FunctionalInterface
public interface MessageListener {
    void onMessage(Received message);
}
