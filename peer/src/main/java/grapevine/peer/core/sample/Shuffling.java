package grapevine.peer.core.sample;

import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.link.Visit;
import grapevine.sampling.PartialView;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Sample;
import grapevine.wire.SamplingMessage.Shuffle;
import grapevine.wire.SamplingMessage.Shuffled;
import java.util.List;

/** One exchange of views with a peer that is no neighbour. */
final class Shuffling extends Visit {
    private final List<Sample> sent;
    private final Sampling sampling;

    Shuffling(Ground ground, PartialView<Entry> view, Address target, Shuffle shuffle, Sampling sampling) {
        super(ground, view, target, MOST_MILLIS);
        this.sampling = sampling;
        sent = shuffle.samples();
        say(shuffle);
    }

    @Override
    public void onShuffled(Shuffled answer) {
        if (isFromHost(answer)) {
            leave();
            sampling.answered(host(), answer, sent);
        }
    }

    @Override
    protected void metAnotherNetwork() {
        sampling.metAnotherNetwork(target);
    }

    @Override
    protected void gaveUp() {}
}
