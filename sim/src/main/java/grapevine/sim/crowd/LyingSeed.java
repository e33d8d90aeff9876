package grapevine.sim.crowd;

import grapevine.node.Conversation;
import grapevine.node.Effects;
import grapevine.node.Link;
import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.DeadNode;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Left;
import grapevine.wire.Message.Noted;
import grapevine.wire.Message.Outdated;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import grapevine.wire.ProtocolException;
import grapevine.wire.Role;
import grapevine.wire.Standing;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A process in a seed's place, with its certificate where there are any. By turns it names peers that are not there,
 * says that whoever asks was dead until now, that it is known in later words than it ever said, or nothing at all; and
 * of whoever is reported, that he is gone already. Other seeds it tells nothing: what a seed says of rows they believe.
 */
final class LyingSeed extends Stranger {
    private static final long LEASE_MILLIS = 60_000;

    /** Where those are that it invents. */
    private static final int INVENTED = 0x0c00_0000;

    private static final int NAMED = 16;

    private final Address address;
    private final long epoch;
    private int lies;

    private LyingSeed(Effects effects, Address address) {
        super(effects);
        this.address = address;
        epoch = effects.wallTime();
    }

    /** Starts one at the address of a seed that is gone. */
    static void start(VirtualNetwork network, Address seed) {
        network.add(seed, effects -> new LyingSeed(effects, seed));
    }

    @Override
    public Conversation onAccepted(long now, Link link) {
        return new Lying(link);
    }

    private @Nullable Message answer(Hello asker, Message asked) {
        if (asked instanceof Register register) {
            return answer(asker, register);
        }
        return asked instanceof DeadNode ? new Noted("gone") : asked instanceof Leave ? new Left() : null;
    }

    private @Nullable Message answer(Hello asker, Register register) {
        long age = register.age() > 0 ? register.age() : effects.wallTime();
        return switch (lies++ % 4) {
            case 0 -> new Registered(age, LEASE_MILLIS, NAMED, invented(age));
            case 1 -> new Registered(age, LEASE_MILLIS, NAMED, invented(age), Standing.DEAD);
            case 2 -> new Outdated(asker.epoch(), Long.MAX_VALUE - 1);
            default -> null;
        };
    }

    /** Older ones than whoever asks. */
    private List<Entry> invented(long age) {
        int first = INVENTED + lies * NAMED;
        return IntStream.range(0, NAMED)
                .mapToObj(i -> new Entry(new Address(Ip.v4(first + i), 6000), 4, Math.max(1, age - 1 - i), epoch))
                .toList();
    }

    private final class Lying implements Conversation {
        private final Link link;
        private @Nullable Hello asker;

        Lying(Link link) {
            this.link = link;
        }

        @Override
        public void onOpened(long now) {
            // it dials nobody
        }

        @Override
        public void onDialFailed(long now, DialFailure failure) {
            // as above
        }

        @Override
        public void onMessage(long now, Message message) {
            if (message instanceof Hello hello) {
                asker = hello;
                effects.send(link, new Hello(Role.SEED, "default", address, epoch, 0));
            } else if (asker != null) {
                Message answer = answer(asker, message);
                if (answer != null) {
                    effects.send(link, answer);
                }
            }
        }

        @Override
        public void onViolation(long now, ProtocolException violation) {
            effects.close(link);
        }

        @Override
        public void onLost(long now, Loss loss) {
            // it was told
        }
    }
}
