package grapevine.peer.core;

import grapevine.wire.Address;
import grapevine.wire.Sample;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SamplingMessage.Shuffled;
import java.util.List;

/** One exchange of views with a peer that is no neighbour. */
final class Shuffling extends Visit {
    private final List<Sample> sent;

    Shuffling(PeerNode node, Address target, Shuffle shuffle) {
        super(node, target, MOST_MILLIS);
        sent = shuffle.samples();
        say(shuffle);
    }

    @Override
    public void onShuffled(Shuffled answer) {
        if (isFromHost(answer)) {
            leave();
            node.sampling().answered(host(), answer, sent);
        }
    }

    @Override
    void gaveUp() {}
}
