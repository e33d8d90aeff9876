package grapevine.wire;

import java.util.List;

/**
 * What neighbours say to shape the tree that messages go along (J. Leitao, J. Pereira, L. Rodrigues, Epidemic Broadcast
 * Trees, 2007). Each end of a link is eager, and sends messages as they come, or lazy, and sends none unless asked.
 */
public sealed interface TreeMessage extends Message {
    /** {@code Prune}: I had that already. Be lazy towards me; so am I towards you. */
    record Prune() implements TreeMessage {
        @Override
        public void accept(Handler handler) {
            handler.onPrune(this);
        }
    }

    /**
     * {@code Graft <length>} and ranges: be eager towards me, as I am towards you, and send me these. What cannot be
     * sent any more is answered by {@link SyncMessage.Gone}.
     *
     * @param wanted may be empty
     */
    record Graft(List<OriginRanges> wanted) implements TreeMessage {
        public Graft {
            wanted = List.copyOf(wanted);
        }

        @Override
        public void accept(Handler handler) {
            handler.onGraft(this);
        }
    }

    /** {@code Announce <on|off>}: tell me, or tell me no longer, by {@link Have} what you have got. */
    record Announce(boolean on) implements TreeMessage {
        @Override
        public void accept(Handler handler) {
            handler.onAnnounce(this);
        }
    }

    /** {@code Have <length>} and ranges: I got these lately, and you may have them from me. */
    record Have(List<OriginRanges> got) implements TreeMessage {
        public Have {
            got = List.copyOf(got);
        }

        @Override
        public void accept(Handler handler) {
            handler.onHave(this);
        }
    }
}
