package grapevine.peer;

import grapevine.clock.MessageId;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a message given to {@link Peer#publish}.
 *
 * @param outcome whether it went out
 * @param id which message it is, at every peer; empty unless it is {@link Outcome#ACCEPTED}
 */
public record Published(Outcome outcome, Optional<MessageId> id) {
    /** As long as it has a name if it went out, and else none. */
    public Published {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(id, "id");
        if (id.isPresent() != (outcome == Outcome.ACCEPTED)) {
            throw new IllegalArgumentException("outcome=" + outcome + " with id=" + id);
        }
    }

    static Published refused(Outcome why) {
        return new Published(why, Optional.empty());
    }

    static Published accepted(MessageId id) {
        return new Published(Outcome.ACCEPTED, Optional.of(id));
    }

    /** Whether it is on its way to everybody. */
    public boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }
}
