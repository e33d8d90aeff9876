package grapevine.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What two peers say to exchange parts of their views (M. Jelasity and others, Gossip-based Peer Sampling, 2007). */
public sealed interface SamplingMessage extends Message {
    /**
     * {@code Shuffle <length>} and samples: part of my view, myself first. Answered by {@link Shuffled}.
     *
     * @param oldest further field {@code oldest=<entry>}: the oldest of my neighbours that are older than I am, null if
     *     none is
     */
    record Shuffle(List<Sample> samples, @Nullable Entry oldest) implements SamplingMessage {
        public Shuffle {
            samples = List.copyOf(samples);
        }

        public Shuffle(List<Sample> samples) {
            this(samples, null);
        }

        @Override
        public void accept(Handler handler) {
            handler.onShuffle(this);
        }
    }

    /**
     * {@code Shuffled <length>} and samples: part of mine.
     *
     * @param oldest as in {@link Shuffle}
     */
    record Shuffled(List<Sample> samples, @Nullable Entry oldest) implements SamplingMessage {
        public Shuffled {
            samples = List.copyOf(samples);
        }

        public Shuffled(List<Sample> samples) {
            this(samples, null);
        }

        @Override
        public void accept(Handler handler) {
            handler.onShuffled(this);
        }
    }
}
