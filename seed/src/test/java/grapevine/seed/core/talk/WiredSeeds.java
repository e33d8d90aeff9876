package grapevine.seed.core.talk;

import grapevine.node.Conversation.DialFailure;
import grapevine.node.Conversation.Loss;
import grapevine.node.FakeLink;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The seeds of one configuration, joined by cables that the test may cut. What one says the other hears at once. */
final class WiredSeeds {
    private final List<Address> configuration;
    private final Map<Address, SeedRun> running = new LinkedHashMap<>();
    private final List<Cable> cables = new ArrayList<>();
    private boolean cut;
    private long epoch = SeedRun.EPOCH;

    /** A dialled link and the accepted one at its other end. */
    private record Cable(SeedRun from, FakeLink dialled, SeedRun to, FakeLink accepted) {}

    WiredSeeds(Address... configuration) {
        this.configuration = List.of(configuration);
        Arrays.stream(configuration).forEach(this::start);
        settle();
    }

    SeedRun at(Address address) {
        return running.get(address);
    }

    /** Starts a seed that knows nothing, in place of one that was stopped. */
    SeedRun start(Address address) {
        SeedSettings settings =
                SeedSettings.at(address, epoch++).seeds(configuration).build();
        SeedRun seed = new SeedRun(settings, address.port());
        running.put(address, seed);
        return seed;
    }

    /** Ends a process without a word. */
    void kill(Address address) {
        SeedRun dead = running.remove(address);
        for (Cable cable : List.copyOf(cables)) {
            if (cable.from == dead || cable.to == dead) {
                cables.remove(cable);
                SeedRun other = cable.from == dead ? cable.to : cable.from;
                other.node.lose(cable.from == dead ? cable.accepted : cable.dialled, Loss.RESET);
            }
        }
        settle();
    }

    /** No seed reaches another any more. */
    void cut() {
        cut = true;
        for (Cable cable : cables) {
            cable.from.node.lose(cable.dialled, Loss.RESET);
            cable.to.node.lose(cable.accepted, Loss.RESET);
        }
        cables.clear();
        settle();
    }

    void mend() {
        cut = false;
    }

    /** Time passes for all alike, timer by timer. */
    void advance(long ms) {
        long rest = ms;
        while (true) {
            long step = rest;
            for (SeedRun seed : running.values()) {
                step = Math.min(step, Math.max(0, seed.effects.armed() - seed.node.now()));
            }
            for (SeedRun seed : List.copyOf(running.values())) {
                seed.node.advance(step);
            }
            settle();
            rest -= step;
            if (rest == 0) {
                return;
            }
        }
    }

    /** Delivers what was said until nobody has anything more to say. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = connect() | deliver();
        }
    }

    private boolean connect() {
        boolean moved = false;
        for (SeedRun seed : List.copyOf(running.values())) {
            for (FakeLink dial : seed.effects.takeDials()) {
                moved = true;
                SeedRun other = cut ? null : running.get(dial.to());
                if (other == null) {
                    seed.node.failDial(dial, DialFailure.REFUSED);
                } else {
                    seed.node.open(dial);
                    cables.add(new Cable(seed, dial, other, other.node.accept(Ip.LOOPBACK)));
                }
            }
        }
        return moved;
    }

    private boolean deliver() {
        boolean moved = false;
        for (Iterator<Cable> all = cables.iterator(); all.hasNext(); ) {
            Cable cable = all.next();
            moved |= pass(cable.dialled, cable.to, cable.accepted);
            moved |= pass(cable.accepted, cable.from, cable.dialled);
            if (cable.dialled.isEnded() || cable.accepted.isEnded()) {
                all.remove();
                cable.from.node.lose(cable.dialled, Loss.ENDED);
                cable.to.node.lose(cable.accepted, Loss.ENDED);
                moved = true;
            }
        }
        return moved;
    }

    private static boolean pass(FakeLink from, SeedRun to, FakeLink at) {
        List<Message> said = from.said();
        to.node.feed(at, said.toArray(new Message[0]));
        return !said.isEmpty();
    }
}
