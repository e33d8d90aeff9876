package grapevine.peer.core.proof;

import grapevine.peer.core.link.Other;
import grapevine.wire.Gossip;

/** Whoever asks others for messages, and is told which of them came in vain. */
public interface Unbelieved {
    /** This one brought a message that is not believed, and need not be asked for it again. */
    void refused(Gossip message, Other from);
}
