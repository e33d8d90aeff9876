package grapevine.peer;

import java.time.Duration;
import java.util.Objects;

/**
 * Something that a peer noticed of others. It watches its neighbours only, and each neighbour is watched by several:
 * what happens to others shows in their silence, and in the lists of the seeds. Later versions may notice more: whoever
 * tells them apart passes over what it does not know.
 */
public sealed interface PeerEvent {
    /**
     * A peer was heard of for the first time: it became a neighbour, a message of it came, or another that this one
     * compared with had heard of it in the last 20 minutes, so that it may be gone. Once for each run of it, and again
     * if it comes back after it left, was held for dead or was forgotten. Each run that is told of here ends in one
     * {@link Left}, {@link Dead} or {@link Forgotten}, unless this peer is closed before: whoever adds here, takes out
     * there, and starts anew from {@link Peer#members} at an {@link EventsMissed} has what that says. Of an earlier run
     * than one that has joined nothing is told.
     *
     * @param member who it is
     */
    record Joined(Member member) implements PeerEvent {
        /** As long as nothing is null. */
        public Joined {
            Objects.requireNonNull(member, "member");
        }
    }

    /**
     * A neighbour did not answer a round of liveness requests. Told for the first such round.
     *
     * @param member the neighbour
     * @param silentFor since anything was heard of it
     */
    record Suspected(Member member, Duration silentFor) implements PeerEvent {
        /** As long as nothing is null. */
        public Suspected {
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(silentFor, "silentFor");
        }
    }

    /**
     * One that was suspected is not any more: it was heard, others heard it, or this process itself had stood still.
     *
     * @param member the neighbour
     */
    record Trusted(Member member) implements PeerEvent {
        /** As long as nothing is null. */
        public Trusted {
            Objects.requireNonNull(member, "member");
        }
    }

    /**
     * A neighbour said that it goes.
     *
     * @param member the neighbour
     */
    record Left(Member member) implements PeerEvent {
        /** As long as nothing is null. */
        public Left {
            Objects.requireNonNull(member, "member");
        }
    }

    /**
     * A neighbour is held for dead. The seeds were told, and look for themselves.
     *
     * @param member the neighbour
     * @param why what that rests on
     * @param missedRounds rounds of liveness requests without an answer
     * @param silentFor since anything was heard of it
     */
    record Dead(Member member, Evidence why, int missedRounds, Duration silentFor) implements PeerEvent {
        /** What a neighbour is held for dead by. */
        public enum Evidence {
            /** Its address refuses connections: the process has ended. */
            GONE,
            /** It answered nothing, by whatever way. */
            SILENT
        }

        /** As long as nothing is null. */
        public Dead {
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(silentFor, "silentFor");
        }
    }

    /**
     * A peer does not count among those that are there any more, though nobody saw it go: who is no neighbour goes
     * unseen.
     *
     * @param member who it was
     * @param why what that rests on
     */
    record Forgotten(Member member, Why why) implements PeerEvent {
        /** Why a peer is forgotten. */
        public enum Why {
            /** A later run of the same address is there: it is told of as joined next. */
            REPLACED,
            /**
             * It is no neighbour, and was none for 20 minutes, and nothing that it said in them is known. It may be
             * there all the same, and say nothing. Looked for each minute.
             */
            SILENT,
            /** It was known longest of 65,536, but for neighbours, and another has come. */
            FULL
        }

        /** As long as nothing is null. */
        public Forgotten {
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * Messages of another peer never came and cannot come any more; nobody retains them. The only loss there is in the
     * network, except that an origin which has said nothing for 20 minutes is forgotten: who was cut off all that time
     * is not told of it.
     *
     * @param messages which
     */
    record MessagesMissed(MessageRange messages) implements PeerEvent {
        /** As long as nothing is null. */
        public MessagesMissed {
            Objects.requireNonNull(messages, "messages");
        }
    }

    /**
     * The consumer was so slow that it does not get so many events, for it alone: what it knows may be out of date, and
     * {@link Peer#neighbours} and {@link Peer#members} say how things stand. Whoever keeps a map of who is there by
     * events makes it anew of the latter.
     *
     * @param count how many, >= 1
     */
    record EventsMissed(long count) implements PeerEvent {}
}
