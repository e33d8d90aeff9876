package grapevine.wire;

import java.util.List;

/** What two peers say to exchange parts of their views (M. Jelasity and others, Gossip-based Peer Sampling, 2007). */
public sealed interface SamplingMessage extends Message {
    /** {@code Shuffle <length>} and samples: part of my view, myself first. Answered by {@link Shuffled}. */
    record Shuffle(List<Sample> samples) implements SamplingMessage {
        public Shuffle {
            samples = List.copyOf(samples);
        }

        @Override
        public void accept(Handler handler) {
            handler.onShuffle(this);
        }
    }

    /** {@code Shuffled <length>} and samples: part of mine. */
    record Shuffled(List<Sample> samples) implements SamplingMessage {
        public Shuffled {
            samples = List.copyOf(samples);
        }

        @Override
        public void accept(Handler handler) {
            handler.onShuffled(this);
        }
    }
}
