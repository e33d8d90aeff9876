package grapevine.sim.net;

import grapevine.node.Fact;
import grapevine.node.Marks;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message;

/** Tells two watchers the same. */
record TwoWatchers(Watcher first, Watcher second) implements Watcher {
    @Override
    public void started(VirtualHost host) {
        first.started(host);
        second.started(host);
    }

    @Override
    public void gone(VirtualHost host) {
        first.gone(host);
        second.gone(host);
    }

    @Override
    public void disturbed(VirtualHost host) {
        first.disturbed(host);
        second.disturbed(host);
    }

    @Override
    public void revoked(VirtualHost host) {
        first.revoked(host);
        second.revoked(host);
    }

    @Override
    public void disturbed() {
        first.disturbed();
        second.disturbed();
    }

    @Override
    public void told(VirtualHost by, Fact fact) {
        first.told(by, fact);
        second.told(by, fact);
    }

    @Override
    public void delivered(VirtualHost to, Gossip message) {
        first.delivered(to, message);
        second.delivered(to, message);
    }

    @Override
    public void marked(VirtualHost to, Gossip message, Marks marks) {
        first.marked(to, message, marks);
        second.marked(to, message, marks);
    }

    @Override
    public void opened(VirtualHost dialler, Address remote) {
        first.opened(dialler, remote);
        second.opened(dialler, remote);
    }

    @Override
    public void ended(VirtualHost at, Address remote) {
        first.ended(at, remote);
        second.ended(at, remote);
    }

    @Override
    public void sent(VirtualHost from, Address to, Message message) {
        first.sent(from, to, message);
        second.sent(from, to, message);
    }

    @Override
    public void arrived(VirtualHost to, VirtualHost from, Message message) {
        first.arrived(to, from, message);
        second.arrived(to, from, message);
    }

    @Override
    public void dropped(VirtualHost from, Address to, Message message, Drop why) {
        first.dropped(from, to, message, why);
        second.dropped(from, to, message, why);
    }
}
