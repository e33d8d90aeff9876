package grapevine.sim.crowd;

import grapevine.sim.net.VirtualNetwork;
import grapevine.wire.Gossip;
import grapevine.wire.OriginRanges;
import grapevine.wire.PieceMessage;
import grapevine.wire.PieceMessage.Offer;
import grapevine.wire.Range;
import grapevine.wire.TreeMessage.Have;
import java.util.List;

/**
 * Somebody who names all messages of the last while again and again, offers the large ones, and gives none. An offer
 * holds up whom it is made to for 10 s, so that messages are owed as where some are thrown away.
 */
final class Withholder extends Rover {
    /** For 50 s at one peer, which finds out after 30. */
    private static final int WORDS = 250;

    private final Overheard overheard;

    Withholder(VirtualNetwork network, Population population, Overheard overheard) {
        super(network, population, true, WORDS);
        this.overheard = overheard;
        network.operator().loseGossip(address, 1);
    }

    @Override
    void isOver() {
        network.operator().loseGossip(address, 0);
    }

    @Override
    void speak() {
        for (Gossip each : overheard.all()) {
            process.say(
                    each.payloadLength() > PieceMessage.LARGE
                            ? Offer.of(each)
                            : new Have(List.of(OriginRanges.of(each.origin(), new Range(each.n(), each.n())))));
        }
    }
}
