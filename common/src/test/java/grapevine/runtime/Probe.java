package grapevine.runtime;

import grapevine.node.Conversation;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A node for tests of the runtime: notes what it is told, and answers as it was given to. */
final class Probe implements Node {
    private static final int NOTED = 1_000;

    final Effects effects;
    final Counters counters = new Counters();
    final Queue<String> story = new ConcurrentLinkedQueue<>();
    final List<Talk> accepted = new CopyOnWriteArrayList<>();
    final List<Long> timers = new CopyOnWriteArrayList<>();
    volatile BiConsumer<Talk, Message> onMessage = (talk, message) -> {};

    Probe(Effects effects) {
        this.effects = effects;
    }

    /** In the lane. */
    Talk dial(Address to) {
        Talk talk = new Talk();
        talk.link = effects.dial(to, talk);
        return talk;
    }

    @Override
    public void onStart(long now) {
        story.add("start");
    }

    @Override
    public Conversation onAccepted(long now, Link link) {
        Talk talk = new Talk();
        talk.link = link;
        accepted.add(talk);
        return talk;
    }

    @Override
    public void onTimer(long now) {
        timers.add(now);
    }

    @Override
    public void onRevoked(long now) {
        story.add("revoked");
    }

    @Override
    public void onLeave(long now) {
        story.add("leave");
        effects.stopped();
    }

    @Override
    public Counters counters() {
        return counters;
    }

    /** One connection of the probe. */
    final class Talk implements Conversation {
        volatile Link link;
        /** The first thousand. */
        final List<Message> heard = new CopyOnWriteArrayList<>();

        final List<String> fate = new CopyOnWriteArrayList<>();

        @Override
        public void onOpened(long now) {
            fate.add("opened");
        }

        @Override
        public void onDialFailed(long now, DialFailure failure) {
            fate.add("failed " + failure);
        }

        @Override
        public void onMessage(long now, Message message) {
            if (heard.size() < NOTED) {
                heard.add(message);
            }
            onMessage.accept(this, message);
        }

        @Override
        public void onViolation(long now, ProtocolException violation) {
            fate.add("violation " + violation.reason());
            effects.send(link, new Message.Failure(violation.reason().word(), "x"));
            effects.finish(link);
        }

        @Override
        public void onLost(long now, Loss loss) {
            fate.add("lost " + loss);
        }
    }
}
