package grapevine.peer;

import grapevine.wire.Gossip;

/**
 * A message on its way to the application.
 *
 * @param isEarly whether something that it comes after is missing
 */
record Arrival(Gossip message, boolean isEarly) {
    int bytes() {
        return message.length();
    }
}
