package grapevine.sim.crowd;

import grapevine.node.Conversation;
import grapevine.node.Link;
import grapevine.sim.net.VirtualHost;
import grapevine.wire.Address;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException;

/** Somebody who says one thing to a seed, and goes when it was answered, whatever the answer is. */
final class Saying implements Conversation {
    private final VirtualHost who;
    private final Link link;

    Saying(VirtualHost who, Address seed, Hello hello, Message word) {
        this.who = who;
        link = who.dial(seed, this);
        who.send(link, hello);
        who.send(link, word);
    }

    @Override
    public void onOpened(long now) {
        // what there is to say was said
    }

    @Override
    public void onDialFailed(long now, DialFailure failure) {
        // this seed is spared
    }

    @Override
    public void onMessage(long now, Message message) {
        if (!(message instanceof Hello)) {
            who.close(link);
        }
    }

    @Override
    public void onViolation(long now, ProtocolException violation) {
        who.close(link);
    }

    @Override
    public void onLost(long now, Loss loss) {
        // it was told
    }
}
