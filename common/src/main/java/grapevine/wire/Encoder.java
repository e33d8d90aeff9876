package grapevine.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Messages in, bytes out: exactly what {@link Decoder} reads. What breaks a rule of the protocol is a fault of this
 * program, not of the network, and is refused with {@link IllegalArgumentException} before it goes out.
 */
public final class Encoder implements Message.Handler {
    private final Lines out = new Lines();

    private Encoder() {}

    /**
     * The message as it goes over the wire. The bytes of a {@link Gossip} are shared: not to be written to.
     *
     * @throws IllegalArgumentException if a field breaks its rule or the message exceeds {@link Limits}
     */
    public static byte[] encode(Message message) {
        if (message instanceof Gossip gossip) {
            return gossip.frame();
        }
        Encoder encoder = new Encoder();
        message.accept(encoder);
        return encoder.out.bytes();
    }

    @Override
    public void onUnexpected(Message message) {
        throw new IllegalStateException("nobody taught the encoder " + message);
    }

    @Override
    public void onHello(Message.Hello hello) {
        out.verb("Hello " + Verbs.VERSION)
                .field(hello.role().word())
                .network(hello.network())
                .field(hello.self().toString())
                .number("epoch", hello.epoch())
                .number("age", hello.age());
        if (hello.seen() != null) {
            out.field("seen=" + hello.seen());
        }
        if (hello.propose() != 0) {
            out.key("propose", hello.propose());
        }
        if (hello.checksProofs()) {
            out.field(Verbs.CHECKS_PROOFS);
        }
        Identity id = hello.id();
        int least = id == null ? 0 : 1 + "id=".length() + id.text(0).length();
        String revoked = "revoked=" + hello.revoked();
        if (hello.revoked() >= 0 && out.room(Limits.HELLO) >= least + 1 + revoked.length()) {
            out.field(revoked);
        }
        String time = " time=" + hello.time();
        if (hello.time() != 0 && out.room(Limits.HELLO) >= least + time.length()) {
            out.key("time", hello.time());
        }
        String takes = hello.takesWays() ? Verbs.TAKES_WAYS : hello.takesPieces() ? Verbs.TAKES_PIECES : "";
        if (!takes.isEmpty() && out.room(Limits.HELLO) >= least + takes.length()) {
            out.field(takes.trim());
        }
        if (id != null && out.room(Limits.HELLO) >= least) {
            out.field("id=" + id.text(out.room(Limits.HELLO) - " id=".length()));
        }
        out.end(Limits.HELLO);
    }

    @Override
    public void onFailure(Message.Failure failure) {
        out.verb("Error").word("reason", failure.reason());
        if (!failure.text().isEmpty()) {
            out.field(failure.text());
        }
        out.end(Limits.HELLO);
    }

    @Override
    public void onRevoked(Message.Revoked revoked) {
        int length = revoked.list().length();
        if (length > Limits.BODY) {
            throw new IllegalArgumentException("a list of " + length + " bytes exceeds " + Limits.BODY);
        }
        out.verb("Revoked").number("number", revoked.number()).body(revoked.list());
    }

    @Override
    public void onRegister(Message.Register register) {
        if (register.want() > Limits.LIST_ENTRIES) {
            throw new IllegalArgumentException("want=" + register.want() + " exceeds " + Limits.LIST_ENTRIES);
        }
        out.verb("Register")
                .number("revision", register.revision())
                .number("age", register.age())
                .number("degree", register.degree())
                .number("want", register.want())
                .end();
    }

    @Override
    public void onRegistered(Message.Registered registered) {
        if (registered.was() != Standing.FINE) {
            out.further("was=" + registered.was().word());
        }
        if (registered.peers() > 0) {
            out.further("peers=" + registered.peers());
        }
        out.verb("Registered")
                .number("age", registered.age())
                .number("lease", registered.lease())
                .number("older", registered.older())
                .body(BodyText.entries(registered.sample()));
    }

    @Override
    public void onOutdated(Message.Outdated outdated) {
        out.verb("Outdated")
                .number("epoch", outdated.epoch())
                .number("revision", outdated.revision())
                .end();
    }

    @Override
    public void onDeadNode(Message.DeadNode report) {
        out.verb("Dead Node:" + report.accused() + ":" + Lines.checked("timestamp", report.timestamp()) + ":"
                        + report.notifier())
                .key("epoch", report.epoch());
        if (report.isOfRefusal()) {
            out.field("refused=dial");
        }
        out.end();
    }

    @Override
    public void onNoted(Message.Noted noted) {
        out.verb("Noted").word("outcome", noted.outcome()).end();
    }

    @Override
    public void onLeave(Message.Leave leave) {
        out.verb("Leave").number("revision", leave.revision()).end();
    }

    @Override
    public void onLeft(Message.Left left) {
        out.verb("Left").end();
    }

    @Override
    public void onCompare(Message.Compare compare) {
        out.verb("Compare")
                .field(Lines.hash(compare.hash()))
                .furtherId(compare.id())
                .end();
    }

    @Override
    public void onSame(Message.Same same) {
        out.verb("Same").end();
    }

    @Override
    public void onBuckets(Message.Buckets buckets) {
        out.verb("Buckets").body(BodyText.hashes(buckets.hashes(), Bodies.BUCKETS));
    }

    @Override
    public void onFetch(Message.Fetch fetch) {
        out.verb("Fetch").body(BodyText.buckets(fetch.buckets()));
    }

    @Override
    public void onRegistrations(Message.Registrations registrations) {
        out.verb("Registrations").body(BodyText.registrations(registrations.rows()));
    }

    @Override
    public void onLivenessRequest(Message.LivenessRequest request) {
        ping("Liveness Request:", request.timestamp(), request.ip(), request.older(), request.degree(), request.id());
    }

    @Override
    public void onLivenessReply(Message.LivenessReply reply) {
        ping("Liveness Reply:", reply.timestamp(), reply.ip(), reply.older(), reply.degree(), reply.id());
    }

    @Override
    public void onLinkRequest(Message.LinkRequest request) {
        out.verb("Link request")
                .number("older", request.older())
                .number("degree", request.degree())
                .field(request.purpose().word())
                .end();
    }

    @Override
    public void onLinkAccepted(Message.LinkAccepted accepted) {
        out.verb("Link accepted")
                .number("older", accepted.older())
                .number("degree", accepted.degree())
                .end();
    }

    @Override
    public void onLinkRefused(Message.LinkRefused refused) {
        out.verb("Link refused").word("reason", refused.reason()).body(BodyText.entries(refused.others()));
    }

    @Override
    public void onBye(Message.Bye bye) {
        if (bye.last() > 0) {
            out.further("last=" + bye.last());
        }
        out.verb("Bye").word("reason", bye.reason()).body(BodyText.entries(bye.others()));
    }

    @Override
    public void onTry(Message.Try request) {
        out.verb("Try")
                .field(request.target().toString())
                .number("epoch", request.epoch())
                .end();
    }

    @Override
    public void onSlow(Message.Slow slow) {
        if (slow.millis() < 1 || slow.millis() > Verbs.MOST_SLOW_MILLIS) {
            throw new IllegalArgumentException("ms=" + slow.millis() + " is outside 1.." + Verbs.MOST_SLOW_MILLIS);
        }
        Lines line = out.verb("Slow").number("ms", slow.millis());
        (slow.by() == null ? line : line.field("by=" + slow.by())).end();
    }

    @Override
    public void onTried(Message.Tried tried) {
        out.verb("Tried")
                .field(tried.target().toString())
                .number("epoch", tried.epoch())
                .word("outcome", tried.outcome())
                .end();
    }

    @Override
    public void onWho(Message.Who who) {
        out.verb("Who");
        if (who.after() != null) {
            out.field(who.after().toString());
        }
        out.end();
    }

    @Override
    public void onStatus(Message.Status status) {
        out.verb("Status").end();
    }

    @Override
    public void onWhy(Message.Why why) {
        out.verb("Why").field(why.about().toString()).end();
    }

    @Override
    public void onPublish(Message.Publish publish) {
        int length = publish.text().getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > Limits.PAYLOAD) {
            throw new IllegalArgumentException("a text of " + length + " bytes is outside 1.." + Limits.PAYLOAD);
        }
        out.verb("Publish").body(publish.text());
    }

    @Override
    public void onAnswer(Message.Answer answer) {
        int length = answer.text().getBytes(StandardCharsets.UTF_8).length;
        if (length > Limits.BODY) {
            throw new IllegalArgumentException("an answer of " + length + " bytes exceeds " + Limits.BODY);
        }
        out.verb("Answer").body(answer.text());
    }

    private void ping(String verb, long timestamp, Ip ip, int older, int degree, @Nullable Identity id) {
        out.verb(verb + Lines.checked("timestamp", timestamp) + ":" + ip);
        if (older != -1) {
            out.key("older", older);
        }
        if (degree != -1) {
            out.key("degree", degree);
        }
        out.furtherId(id).end();
    }

    @Override
    public void onPrune(TreeMessage.Prune prune) {
        out.verb("Prune").end();
    }

    @Override
    public void onGraft(TreeMessage.Graft graft) {
        out.verb("Graft").body(BodyText.ranges(graft.wanted()));
    }

    @Override
    public void onAnnounce(TreeMessage.Announce announce) {
        out.verb("Announce").field(announce.on() ? "on" : "off").end();
    }

    @Override
    public void onHave(TreeMessage.Have have) {
        out.verb("Have").body(BodyText.ranges(have.got()));
    }

    @Override
    public void onDigest(SyncMessage.Digest digest) {
        out.verb("Digest")
                .field(Lines.hash(digest.high()) + Lines.hash(digest.low()))
                .end();
    }

    @Override
    public void onAgreed(SyncMessage.Agreed agreed) {
        out.verb("Agreed").end();
    }

    @Override
    public void onSums(SyncMessage.Sums sums) {
        out.verb("Sums").body(BodyText.hashes(sums.hashes(), SyncMessage.BUCKETS));
    }

    @Override
    public void onSeen(SyncMessage.Seen seen) {
        out.verb("Seen")
                .field(Lines.hash(seen.buckets()))
                .field(seen.wantsAnswer() ? "answer" : "final")
                .body(BodyText.known(seen.seen()));
    }

    @Override
    public void onWant(SyncMessage.Want want) {
        out.verb("Want").body(BodyText.ranges(want.wanted()));
    }

    @Override
    public void onGone(SyncMessage.Gone gone) {
        if (gone.keeps() >= 0) {
            out.further("keeps=" + gone.keeps());
        }
        out.verb("Gone").body(BodyText.ranges(gone.ranges()));
    }

    @Override
    public void onTaken(SyncMessage.Taken taken) {
        out.verb("Taken").body(BodyText.ranges(taken.ranges()));
    }

    @Override
    public void onOffer(PieceMessage.Offer offer) {
        out.verb("Offer").field(name(offer)).number("length", offer.length()).number("crc", offer.crc());
        if (offer.age() > 0) {
            out.key("age", offer.age());
        }
        if (offer.sent() > 0) {
            out.key("sent", offer.sent());
        }
        out.end();
    }

    @Override
    public void onTake(PieceMessage.Take take) {
        out.verb("Take")
                .field(name(take))
                .number("from", take.from())
                .number("to", take.to())
                .end();
    }

    @Override
    public void onPiece(PieceMessage.Piece piece) {
        out.verb("Piece")
                .field(name(piece))
                .number("from", piece.from())
                .body(piece.array(), piece.at(), piece.length());
    }

    @Override
    public void onShow(KeyMessage.Show show) {
        out.verb("Show").field(Lines.hash(show.key())).end();
    }

    @Override
    public void onShown(KeyMessage.Shown shown) {
        int length = shown.certificates().length();
        if (length > KeyMessage.MOST) {
            throw new IllegalArgumentException("certificates of " + length + " bytes exceed " + KeyMessage.MOST);
        }
        out.verb("Shown").field(Lines.hash(shown.key())).body(shown.certificates());
    }

    private static String name(PieceMessage of) {
        return of.origin().address() + ":" + of.origin().epoch() + ":" + of.n();
    }

    @Override
    public void onShuffle(SamplingMessage.Shuffle shuffle) {
        out.furtherEntry("oldest", shuffle.oldest()).verb("Shuffle").body(BodyText.samples(shuffle.samples()));
    }

    @Override
    public void onShuffled(SamplingMessage.Shuffled shuffled) {
        out.furtherEntry("oldest", shuffled.oldest()).verb("Shuffled").body(BodyText.samples(shuffled.samples()));
    }
}
