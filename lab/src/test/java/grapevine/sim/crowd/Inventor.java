package grapevine.sim.crowd;

import grapevine.node.Conversation;
import grapevine.node.Link;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Known;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Origin;
import grapevine.wire.OriginRanges;
import grapevine.wire.ProtocolException;
import grapevine.wire.Range;
import grapevine.wire.Role;
import grapevine.wire.SyncMessage;
import grapevine.wire.SyncMessage.Gone;
import grapevine.wire.SyncMessage.Want;
import java.util.List;

/** A stranger that compares with others, and has seen messages which were never made. Asked for them, it has let go. */
public final class Inventor {
    /** Where strangers of this kind are: 192.0.2.1 and after. */
    private static final int FIRST = 0xc000_0201;

    private final VirtualNetwork network;
    private final Address address;

    public Inventor(VirtualNetwork network) {
        this.network = network;
        address = Stranger.nobodys(network, FIRST);
        network.add(address, Stranger::new);
    }

    /** Where it is. */
    public Address address() {
        return address;
    }

    /** Tells this peer that it has seen all the messages of an origin up to this number, the last just now. */
    public void tell(Address peer, Origin origin, long upTo) {
        network.act(address, now -> {
            Known row = new Known(OriginRanges.of(origin, new Range(1, upTo)), 0);
            new Tale(network.host(address), peer, network.wallTime(), new SyncMessage.Seen(-1, true, List.of(row)));
        });
    }

    private static final class Tale implements Conversation {
        private final VirtualHost stranger;
        private final Link link;

        Tale(VirtualHost stranger, Address peer, long time, Message said) {
            this.stranger = stranger;
            link = stranger.dial(peer, this);
            stranger.send(link, new Hello(Role.PEER, "default", stranger.address(), time, time));
            stranger.send(link, said);
        }

        @Override
        public void onOpened(long now) {
            // what there is to say was said
        }

        @Override
        public void onDialFailed(long now, DialFailure failure) {
            // this one is spared
        }

        @Override
        public void onMessage(long now, Message message) {
            if (message instanceof Want want) {
                stranger.send(link, new Gone(want.wanted()));
            }
        }

        @Override
        public void onViolation(long now, ProtocolException violation) {
            stranger.close(link);
        }

        @Override
        public void onLost(long now, Loss loss) {
            // it was told
        }
    }
}
