package grapevine.lab.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import grapevine.clock.MessageId;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NodeListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the process of a node says to its host. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "say")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Said.Became.class, name = "became"),
    @JsonSubTypes.Type(value = Said.Arrived.class, name = "arrived"),
    @JsonSubTypes.Type(value = Said.Copied.class, name = "copied"),
    @JsonSubTypes.Type(value = Said.Stepped.class, name = "stepped"),
    @JsonSubTypes.Type(value = Said.FoundDead.class, name = "foundDead"),
    @JsonSubTypes.Type(value = Said.Told.class, name = "told"),
    @JsonSubTypes.Type(value = Said.Answered.class, name = "answered")
})
sealed interface Said {
    /** Takes in what is said. */
    interface Handler {
        void became(Became said);

        void answered(Answered said);

        /** Who hears of what comes to the node. */
        NodeListener listener();
    }

    void handle(Handler handler);

    /** How far it has come. */
    enum Stage {
        /** It has its port. */
        LISTENING,
        /** It has its place in the network. */
        READY,
        /** It cannot start. */
        FAILED
    }

    /**
     * It has come that far.
     *
     * @param why it has failed; else null
     */
    record Became(Stage stage, @Nullable String why) implements Said {
        @Override
        public void handle(Handler handler) {
            handler.became(this);
        }
    }

    /** The first copy of a message came. */
    record Arrived(NodeListener.Arrival arrival) implements Said {
        @Override
        public void handle(Handler handler) {
            handler.listener().arrived(arrival);
        }
    }

    /** A further copy came. */
    record Copied(NodeListener.Copy copy) implements Said {
        @Override
        public void handle(Handler handler) {
            handler.listener().copied(copy);
        }
    }

    /** A message came by a link. */
    record Stepped(NodeListener.Step step) implements Said {
        @Override
        public void handle(Handler handler) {
            handler.listener().stepped(step);
        }
    }

    /** It holds the neighbour for dead that listens on this port. */
    record FoundDead(int port) implements Said {
        @Override
        public void handle(Handler handler) {
            handler.listener().foundDead(port);
        }
    }

    /** It did something that a person may want to see. */
    record Told(String what) implements Said {
        @Override
        public void handle(Handler handler) {
            handler.listener().tell(what);
        }
    }

    /**
     * An answer.
     *
     * @param id of what was asked
     * @param state of the peer now: joining, ready, leaving, closed or failed
     * @param look how it stands, if that was asked
     * @param view whom it knows, if that was asked
     * @param published the name of the message, if one was published
     * @param failure why what was asked was not done; else null
     */
    record Answered(
            long id,
            String state,
            LiveNode.@Nullable Look look,
            @Nullable List<LiveNode.Known> view,
            @Nullable MessageId published,
            @Nullable String failure)
            implements Said {
        @Override
        public void handle(Handler handler) {
            handler.answered(this);
        }
    }
}
