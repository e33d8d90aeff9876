package grapevine.sim.crowd;

import grapevine.node.Conversation;
import grapevine.node.Counters;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.node.Node;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;

/** A process that is neither a seed nor a peer: it takes connections, says nothing, and leaves when it is told to. */
class Stranger implements Node, Conversation {
    final Effects effects;
    final Counters counters = new Counters();

    Stranger(Effects effects) {
        this.effects = effects;
    }

    /** The first ip from this one on at which there is nobody. */
    static Address nobodys(VirtualNetwork network, int first) {
        int ip = first;
        while (network.hostAt(new Address(Ip.v4(ip), 1)) != null) {
            ip++;
        }
        return new Address(Ip.v4(ip), 1);
    }

    @Override
    public void onStart(long now) {
        // it acts when it is told to
    }

    @Override
    public Conversation onAccepted(long now, Link link) {
        return this;
    }

    @Override
    public void onTimer(long now) {
        // none was set
    }

    @Override
    public void onLeave(long now) {
        effects.stopped();
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public void onOpened(long now) {
        // what there is to say was said
    }

    @Override
    public void onDialFailed(long now, DialFailure failure) {
        // nor does it try again
    }

    @Override
    public void onMessage(long now, Message message) {
        // it does not answer
    }

    @Override
    public void onViolation(long now, ProtocolException violation) {
        // nor mind
    }

    @Override
    public void onLost(long now, Loss loss) {
        // nor care
    }
}
