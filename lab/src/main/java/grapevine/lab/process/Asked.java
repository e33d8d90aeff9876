package grapevine.lab.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import grapevine.lab.live.Beyond;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the host asks of the process of a node. Each is answered by {@link Said.Answered} with its number. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Asked.Look.class, name = "look"),
    @JsonSubTypes.Type(value = Asked.Publish.class, name = "publish"),
    @JsonSubTypes.Type(value = Asked.Connect.class, name = "connect"),
    @JsonSubTypes.Type(value = Asked.Disconnect.class, name = "disconnect"),
    @JsonSubTypes.Type(value = Asked.CutOff.class, name = "cutOff"),
    @JsonSubTypes.Type(value = Asked.Leave.class, name = "leave")
})
sealed interface Asked {
    /** Does what is asked. */
    interface Handler {
        void look(Look asked);

        void publish(Publish asked);

        void connect(Connect asked);

        void disconnect(Disconnect asked);

        void cutOff(CutOff asked);

        void leave(Leave asked);
    }

    /** By which the answer is known. */
    long id();

    void handle(Handler handler);

    /**
     * How do you stand?
     *
     * @param isOfView whether that is: whom do you know?
     */
    record Look(long id, boolean isOfView) implements Asked {
        /** How do you stand? */
        Look(long id) {
            this(id, false);
        }

        /** Whom do you know? */
        static Look ofView(long id) {
            return new Look(id, true);
        }

        @Override
        public void handle(Handler handler) {
            handler.look(this);
        }
    }

    /**
     * Publish this.
     *
     * @param relays null if it is to go along the tree; else how many copies over each link
     * @param hopDelayMillis how long each hop waits then
     */
    record Publish(long id, byte[] payload, @Nullable Integer relays, long hopDelayMillis) implements Asked {
        @Override
        public void handle(Handler handler) {
            handler.publish(this);
        }
    }

    /** Link with these too. */
    record Connect(long id, List<String> addresses) implements Asked {
        @Override
        public void handle(Handler handler) {
            handler.connect(this);
        }
    }

    /** Link with these no more. */
    record Disconnect(long id, List<String> addresses) implements Asked {
        @Override
        public void handle(Handler handler) {
            handler.disconnect(this);
        }
    }

    /** Be cut off from that, and from nothing else. */
    record CutOff(long id, Beyond beyond) implements Asked {
        @Override
        public void handle(Handler handler) {
            handler.cutOff(this);
        }
    }

    /** Leave the network, and end. */
    record Leave(long id) implements Asked {
        @Override
        public void handle(Handler handler) {
            handler.leave(this);
        }
    }
}
