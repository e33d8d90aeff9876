package grapevine.sim.net;

import grapevine.node.Conversation;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;
import grapevine.wire.Message.Noted;
import grapevine.wire.Origin;
import grapevine.wire.PieceMessage;
import grapevine.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A node that does what it is told and writes down what it hears, each thing with the time of its own start. */
final class Chatter implements Node {
    private final Effects effects;
    private final Counters counters = new Counters();
    final List<String> heard = new ArrayList<>();
    final List<Link> accepted = new ArrayList<>();
    private long startedAt;
    private boolean echoes;

    Chatter(Effects effects) {
        this.effects = effects;
    }

    /** Answers each {@code Noted} by one with a star. */
    Chatter echoing() {
        echoes = true;
        return this;
    }

    Link dial(Address to) {
        Recorder recorder = new Recorder();
        recorder.link = effects.dial(to, recorder);
        return recorder.link;
    }

    void say(Link link, String word) {
        effects.send(link, new Noted(word));
    }

    void gossip(Link link, Address self, long n) {
        byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
        effects.send(link, Gossip.of(new Origin(self, 1), n, effects.wallTime(), new byte[0], payload));
    }

    /** The same, before other gossip. */
    void gossipAhead(Link link, Address self, long n) {
        byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
        effects.sendAhead(link, Gossip.of(new Origin(self, 1), n, effects.wallTime(), new byte[0], payload));
    }

    /** So many of the largest size. */
    void pieces(Link link, Address self, int count) {
        byte[] bytes = new byte[PieceMessage.MOST];
        for (int i = 0; i < count; i++) {
            effects.send(link, new PieceMessage.Piece(new Origin(self, 1), 1, 0, bytes, 0, bytes.length));
        }
    }

    void finish(Link link) {
        effects.finish(link);
    }

    void close(Link link) {
        effects.close(link);
    }

    void wakeAfter(long now, long millis) {
        effects.armTimer(now + millis);
    }

    @Override
    public void onStart(long now) {
        startedAt = now;
    }

    @Override
    public Conversation onAccepted(long now, Link link) {
        accepted.add(link);
        write(now, "accepted");
        Recorder recorder = new Recorder();
        recorder.link = link;
        return recorder;
    }

    @Override
    public void onTimer(long now) {
        write(now, "timer");
    }

    @Override
    public void onLeave(long now) {
        write(now, "leave");
        effects.stopped();
    }

    @Override
    public Counters counters() {
        return counters;
    }

    private void write(long now, String what) {
        heard.add((now - startedAt) + " " + what);
    }

    private final class Recorder implements Conversation {
        private Link link;

        @Override
        public void onOpened(long now) {
            write(now, "opened");
        }

        @Override
        public void onDialFailed(long now, DialFailure failure) {
            write(now, failure.toString());
        }

        @Override
        public void onMessage(long now, Message message) {
            if (message instanceof Message.Status) {
                effects.send(link, new Message.Answer("heard=" + heard.size() + "\n"));
                return;
            }
            if (message instanceof Gossip gossip) {
                effects.deliver(gossip);
                return;
            }
            String word = ((Noted) message).outcome();
            write(now, word);
            if (echoes) {
                effects.send(link, new Noted(word + "*"));
            }
        }

        @Override
        public void onViolation(long now, ProtocolException violation) {
            write(now, "violation " + violation.reason());
        }

        @Override
        public void onLost(long now, Loss loss) {
            write(now, loss.toString());
        }
    }
}
