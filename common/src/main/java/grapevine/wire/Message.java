package grapevine.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that nodes say to each other. The first line each way is {@link Hello}; {@code docs/protocol.md} tells who
 * says what when. A kind may be added, none is ever changed or reused. What peers say about messages and views stands
 * in {@link TreeMessage}, {@link SyncMessage}, {@link PieceMessage}, {@link KeyMessage} and {@link SamplingMessage}.
 */
public sealed interface Message
        permits Message.Hello,
                Message.Failure,
                Message.Revoked,
                Message.Register,
                Message.Registered,
                Message.Outdated,
                Message.DeadNode,
                Message.Noted,
                Message.Leave,
                Message.Left,
                Message.Compare,
                Message.Same,
                Message.Buckets,
                Message.Fetch,
                Message.Registrations,
                Message.LivenessRequest,
                Message.LivenessReply,
                Message.LinkRequest,
                Message.LinkAccepted,
                Message.LinkRefused,
                Message.Bye,
                Message.Try,
                Message.Tried,
                Message.Slow,
                Message.Who,
                Message.Status,
                Message.Why,
                Message.Publish,
                Message.Answer,
                TreeMessage,
                SyncMessage,
                SamplingMessage,
                PieceMessage,
                KeyMessage,
                Gossip {

    /** Calls the handler's method for this kind. */
    void accept(Handler handler);

    /**
     * Whether it has to arrive after the gossip that was sent before it. Other words go ahead of gossip that waits, so
     * that none of them stands behind much.
     */
    default boolean isBehindGossip() {
        return false;
    }

    /**
     * The first line each way: {@code Hello grapevine/1 <role> <network> <ip>:<port> <epoch> <age>}, with the optional
     * fields {@code propose=<age>} in the answer, and {@code seen=<ip>}, {@code time=<ms>} and {@code id=<numbers>} in
     * both.
     *
     * @param role what the sender is
     * @param network the name of the network, 1..64 letters, digits, dots, dashes, underscores
     * @param self where the sender listens; ip 0.0.0.0 when it asks what it is seen as
     * @param epoch start of the sender's process, ms since 1970
     * @param age the sender's age, 0 while it has none (seeds never have one)
     * @param seen the other side's ip as the sender sees it: in an answer the asker's, from a peer that asks for a link
     *     the one that it dialled
     * @param propose an age for an asker that has none, else 0; only in an answer
     * @param time what the sender's wall clock shows, ms since 1970, 0 if it does not say
     * @param id which network the sender is of, null if it does not say; the encoder leaves out what does not fit
     * @param takesPieces whether large messages may be offered to the sender, see {@link PieceMessage}: the further
     *     field {@code large=1}
     * @param takesWays whether messages may be flooded by way of the sender, see {@link Way}, and large ones offered to
     *     it: the further field {@code ways=1} in the place of the other
     * @param revoked which list of revoked certificates the sender has, see {@link Revoked}: the further field
     *     {@code revoked=<number>}, 0 if it has none; -1 if it does not say, as in a network without keys
     * @param checksProofs whether the sender sends nothing on that is not proven, see {@link Proof}: the further field
     *     {@code proofs=1}
     */
    record Hello(
            Role role,
            String network,
            Address self,
            long epoch,
            long age,
            @Nullable Ip seen,
            long propose,
            long time,
            @Nullable Identity id,
            boolean takesPieces,
            boolean takesWays,
            long revoked,
            boolean checksProofs)
            implements Message {
        public Hello {
            takesPieces |= takesWays;
        }

        /** Of one that knows no lists of revoked certificates, and no proofs. */
        public Hello(
                Role role,
                String network,
                Address self,
                long epoch,
                long age,
                @Nullable Ip seen,
                long propose,
                long time,
                @Nullable Identity id,
                boolean takesPieces,
                boolean takesWays) {
            this(role, network, self, epoch, age, seen, propose, time, id, takesPieces, takesWays, -1, false);
        }

        /** Of one that understands all this version does, or nothing that was added to the first one. */
        public Hello(
                Role role,
                String network,
                Address self,
                long epoch,
                long age,
                @Nullable Ip seen,
                long propose,
                long time,
                @Nullable Identity id,
                boolean takesAll) {
            this(role, network, self, epoch, age, seen, propose, time, id, takesAll, takesAll);
        }

        /** Of one to whom all messages are sent whole. */
        public Hello(
                Role role,
                String network,
                Address self,
                long epoch,
                long age,
                @Nullable Ip seen,
                long propose,
                long time,
                @Nullable Identity id) {
            this(role, network, self, epoch, age, seen, propose, time, id, false);
        }

        public Hello(Role role, String network, Address self, long epoch, long age) {
            this(role, network, self, epoch, age, null, 0, 0);
        }

        /** Of one that does not say which network it is of. */
        public Hello(
                Role role,
                String network,
                Address self,
                long epoch,
                long age,
                @Nullable Ip seen,
                long propose,
                long time) {
            this(role, network, self, epoch, age, seen, propose, time, null);
        }

        /** The same of one that listens there. */
        public Hello at(Address address) {
            return with(address, revoked, checksProofs);
        }

        /** The same of one that has this list of revoked certificates. */
        public Hello withRevoked(long number) {
            return with(self, number, checksProofs);
        }

        /** The same of one that checks proofs. */
        public Hello checkingProofs() {
            return with(self, revoked, true);
        }

        private Hello with(Address address, long list, boolean checks) {
            return new Hello(
                    role, network, address, epoch, age, seen, propose, time, id, takesPieces, takesWays, list, checks);
        }

        @Override
        public void accept(Handler handler) {
            handler.onHello(this);
        }
    }

    /**
     * {@code Error <reason> <text>}: the last line before the sender ends the connection.
     *
     * @param reason a word of {@link ProtocolException.Reason}, or one this version does not know
     * @param text for a person, quotes what was wrong; made one printable line of at most 200 bytes
     */
    record Failure(String reason, String text) implements Message {
        public Failure {
            text = Text.printable(text);
        }

        @Override
        public void accept(Handler handler) {
            handler.onFailure(this);
        }
    }

    /**
     * In a network with keys, {@code Revoked <number> <length>} and a text: certificates that are valid no more. Sent
     * to whoever said in his hello that he has an earlier list, or none.
     *
     * @param number which list it is: when it was signed, s since 1970
     * @param list as an authority of the network signed it: a CRL of X.509 in Base64, 1..{@link Limits#BODY} bytes
     */
    record Revoked(long number, String list) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onRevoked(this);
        }
    }

    /**
     * Peer to seed, {@code Register <revision> <age> <degree> <want>}: I am here (who I am stands in the hello). The
     * first registration, each renewal, a new degree and the refutation of one's own tombstone are all this.
     *
     * @param revision higher than in anything the peer said before in this epoch
     * @param age the peer's age, 0 to be proposed one
     * @param degree the number of links it has now
     * @param want how many entries of older peers it would like, 0..128
     */
    record Register(long revision, long age, int degree, int want) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onRegister(this);
        }
    }

    /**
     * Seed to peer, {@code Registered <age> <lease> <older> <length>} and a list: you are entered. With the further
     * field {@code was=dead}: until now this epoch of you was held for dead; with {@code was=unknown}: you registered
     * before, and are not known here any more. With {@code peers=<n>}: so many there are.
     *
     * @param age the age the seed has for the peer, or proposes
     * @param lease ms the registration lasts unless renewed
     * @param older how many older peers the seed knows in all
     * @param sample a uniform sample of these, with the four next-older ones; at most 128, and the encoder leaves out
     *     from the end what exceeds 8 KiB (which 128 long IPv6 entries can), so what matters most stands first
     * @param was how the peer stood here until now
     * @param peers the most peers that the seed knew at once in the last ten minutes, with the asker; 0 if it does not
     *     say
     */
    record Registered(long age, long lease, int older, List<Entry> sample, Standing was, int peers) implements Message {
        public Registered(long age, long lease, int older, List<Entry> sample) {
            this(age, lease, older, sample, Standing.FINE);
        }

        public Registered(long age, long lease, int older, List<Entry> sample, Standing was) {
            this(age, lease, older, sample, was, 0);
        }

        @Override
        public void accept(Handler handler) {
            handler.onRegistered(this);
        }
    }

    /**
     * Seed to peer, {@code Outdated <epoch> <revision>}: of your address I know this, which is not older than what you
     * said. With the peer's own epoch it names its tombstone: register again with a higher revision. With a higher
     * epoch: take that + 1.
     */
    record Outdated(long epoch, long revision) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onOutdated(this);
        }
    }

    /**
     * Peer to seed, {@code Dead Node:<ip>:<port>:<timestamp>:<notifier ip> epoch=<epoch>}: this one does not answer me.
     *
     * @param accused who does not answer
     * @param timestamp the reporter's wall clock, ms since 1970
     * @param notifier the reporter's ip
     * @param epoch the accused's epoch as the reporter knows it
     * @param isOfRefusal no neighbour of the reporter, whose dial it refused: {@code refused=dial}
     */
    record DeadNode(Address accused, long timestamp, Ip notifier, long epoch, boolean isOfRefusal) implements Message {
        /** Of a neighbour. */
        public DeadNode(Address accused, long timestamp, Ip notifier, long epoch) {
            this(accused, timestamp, notifier, epoch, false);
        }

        /** What people know a report by: the line without its further fields. */
        public String text() {
            return "Dead Node:" + accused + ":" + timestamp + ":" + notifier;
        }

        @Override
        public void accept(Handler handler) {
            handler.onDeadNode(this);
        }
    }

    /**
     * Seed to peer, {@code Noted <outcome>}: what becomes of a report: probing, unknown, gone, no-lease, busy or
     * unproven.
     */
    record Noted(String outcome) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onNoted(this);
        }
    }

    /** Peer to seed, {@code Leave <revision>}: I go; this is not a death. */
    record Leave(long revision) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onLeave(this);
        }
    }

    /** Seed to peer, {@code Left}: noted. */
    record Left() implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onLeft(this);
        }
    }

    /**
     * Seed to seed, {@code Compare <hash, 16 hex digits>}, with the further field {@code id=<numbers>}: this is the
     * hash of my whole registry.
     *
     * @param id which network the sender is of, null if it does not say
     */
    record Compare(long hash, @Nullable Identity id) implements Message {
        public Compare(long hash) {
            this(hash, null);
        }

        @Override
        public void accept(Handler handler) {
            handler.onCompare(this);
        }
    }

    /** Seed to seed, {@code Same}: mine has the same hash. */
    record Same() implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onSame(this);
        }
    }

    /** Seed to seed, {@code Buckets <length>} and 16 hex digits each: the hashes of my 256 buckets. */
    record Buckets(List<Long> hashes) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onBuckets(this);
        }
    }

    /** Seed to seed, {@code Fetch <length>} and numbers separated by commas: send me what you have in these buckets. */
    record Fetch(List<Integer> buckets) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onFetch(this);
        }
    }

    /** Seed to seed, {@code Registrations <length>} and rows separated by {@code ;}: what I have, or what changed. */
    record Registrations(List<Registration> rows) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onRegistrations(this);
        }
    }

    /**
     * {@code Liveness Request:<timestamp>:<ip>}, between peers with {@code older=<k> degree=<d>}: are you there?
     *
     * @param timestamp the asker's wall clock (ms); comes back in the reply
     * @param ip the asker's ip
     * @param older how many older links the asker holds, -1 when it does not say
     * @param degree how many links it has, -1 when it does not say
     * @param id which network it is of, null when it does not say
     */
    record LivenessRequest(
            long timestamp,
            Ip ip,
            int older,
            int degree,
            @Nullable Identity id) implements Message {
        public LivenessRequest(long timestamp, Ip ip, int older, int degree) {
            this(timestamp, ip, older, degree, null);
        }

        @Override
        public void accept(Handler handler) {
            handler.onLivenessRequest(this);
        }
    }

    /**
     * {@code Liveness Reply:<timestamp of the request>:<ip>}, with the replier's {@code older=}, {@code degree=} and
     * {@code id=}.
     */
    record LivenessReply(
            long timestamp,
            Ip ip,
            int older,
            int degree,
            @Nullable Identity id) implements Message {
        public LivenessReply(long timestamp, Ip ip, int older, int degree) {
            this(timestamp, ip, older, degree, null);
        }

        @Override
        public void accept(Handler handler) {
            handler.onLivenessReply(this);
        }
    }

    /**
     * Peer to peer after the hellos, {@code Link request <older> <degree> <purpose>}.
     *
     * @param older how many older links the asker holds
     * @param degree how many links it has
     * @param purpose why it asks
     */
    record LinkRequest(int older, int degree, Purpose purpose) implements Message {
        /** A repair may take the links that a joiner may not. */
        public enum Purpose {
            JOIN("join"),
            REPAIR("repair"),
            /** In the place of a connection that carries nothing. */
            REPLACE("replace");

            private final String word;

            Purpose(String word) {
                this.word = word;
            }

            /** The word on the wire. */
            public String word() {
                return word;
            }
        }

        @Override
        public void accept(Handler handler) {
            handler.onLinkRequest(this);
        }
    }

    /** {@code Link accepted <older> <degree>}: from here on the link counts, at both ends. */
    record LinkAccepted(int older, int degree) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onLinkAccepted(this);
        }
    }

    /**
     * {@code Link refused <reason> <length>} and a list.
     *
     * @param reason a word: full, busy, stale, leaving
     * @param others at most 8 peers that may have room
     */
    record LinkRefused(String reason, List<Entry> others) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onLinkRefused(this);
        }
    }

    /**
     * {@code Bye <reason> <length>} and a list: the sender writes nothing more on this connection, unless {@code last}
     * is said: then it still sends what it is asked for.
     *
     * @param reason a word: leaving, duplicate, full, done
     * @param others with {@code full}, and with {@code leaving} where there are no seeds, at most 8 peers that may have
     *     room
     * @param last with {@code leaving}, the number of the last message the sender made: the further field {@code last};
     *     it waits for {@link SyncMessage.Taken}. 0 if it is not said
     */
    record Bye(String reason, List<Entry> others, long last) implements Message {
        public Bye {
            if (last < 0) {
                throw new IllegalArgumentException("last=" + last + " is below 0");
            }
        }

        public Bye(String reason) {
            this(reason, List.of());
        }

        public Bye(String reason, List<Entry> others) {
            this(reason, others, 0);
        }

        /** Whether the sender leaves and waits until others hold what it made. */
        public boolean isFarewell() {
            return last > 0 && reason.equals("leaving");
        }

        @Override
        public void accept(Handler handler) {
            handler.onBye(this);
        }
    }

    /** Neighbour to neighbour, {@code Try <ip>:<port> <epoch>}: it does not answer me, does it answer you? */
    record Try(Address target, long epoch) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onTry(this);
        }
    }

    /** {@code Tried <ip>:<port> <epoch> <outcome>}: alive, gone (refused or another epoch), silent, busy. */
    record Tried(Address target, long epoch, String outcome) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onTried(this);
        }
    }

    /**
     * Neighbour to neighbour, {@code Slow <ms> [by=<ip>:<port>]}: messages from you pile up behind me; make no new ones
     * for so long.
     *
     * @param millis how long, 1..10,000
     * @param by behind whom they pile up, as whoever said it first says; null if nobody is named
     */
    record Slow(long millis, @Nullable Address by) implements Message {
        public Slow(long millis) {
            this(millis, null);
        }

        @Override
        public void accept(Handler handler) {
            handler.onSlow(this);
        }
    }

    /**
     * {@code Who [<ip>:<port>]}: from loopback, also without a hello: list whom you know, after this address.
     *
     * @param after null for the beginning
     */
    record Who(@Nullable Address after) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onWho(this);
        }
    }

    /** {@code Status}: from loopback, also without a hello: how are you? */
    record Status() implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onStatus(this);
        }
    }

    /**
     * {@code Why <ip>:<port>}: from loopback, also without a hello: what did you see of this peer that bears on whether
     * it lives?
     */
    record Why(Address about) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onWhy(this);
        }
    }

    /**
     * {@code Publish <length>} and a text: from loopback, to a peer that is a daemon: make a message of yours of this,
     * as if it were typed at your terminal.
     *
     * @param text 1..{@link Limits#PAYLOAD} bytes as UTF-8
     */
    record Publish(String text) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onPublish(this);
        }
    }

    /**
     * {@code Answer <length>} and lines of {@code key=value}, each ended by a newline: the answer to Who, Status, Why
     * or Publish.
     */
    record Answer(String text) implements Message {
        @Override
        public void accept(Handler handler) {
            handler.onAnswer(this);
        }
    }

    /** One method a kind; what is not overridden is not expected here. */
    interface Handler {
        /** A kind that has no business on this connection now. */
        void onUnexpected(Message message);

        default void onHello(Hello hello) {
            onUnexpected(hello);
        }

        default void onFailure(Failure failure) {
            onUnexpected(failure);
        }

        default void onRevoked(Revoked revoked) {
            onUnexpected(revoked);
        }

        default void onRegister(Register register) {
            onUnexpected(register);
        }

        default void onRegistered(Registered registered) {
            onUnexpected(registered);
        }

        default void onOutdated(Outdated outdated) {
            onUnexpected(outdated);
        }

        default void onDeadNode(DeadNode report) {
            onUnexpected(report);
        }

        default void onNoted(Noted noted) {
            onUnexpected(noted);
        }

        default void onLeave(Leave leave) {
            onUnexpected(leave);
        }

        default void onLeft(Left left) {
            onUnexpected(left);
        }

        default void onCompare(Compare compare) {
            onUnexpected(compare);
        }

        default void onSame(Same same) {
            onUnexpected(same);
        }

        default void onBuckets(Buckets buckets) {
            onUnexpected(buckets);
        }

        default void onFetch(Fetch fetch) {
            onUnexpected(fetch);
        }

        default void onRegistrations(Registrations registrations) {
            onUnexpected(registrations);
        }

        default void onLivenessRequest(LivenessRequest request) {
            onUnexpected(request);
        }

        default void onLivenessReply(LivenessReply reply) {
            onUnexpected(reply);
        }

        default void onLinkRequest(LinkRequest request) {
            onUnexpected(request);
        }

        default void onLinkAccepted(LinkAccepted accepted) {
            onUnexpected(accepted);
        }

        default void onLinkRefused(LinkRefused refused) {
            onUnexpected(refused);
        }

        default void onBye(Bye bye) {
            onUnexpected(bye);
        }

        default void onTry(Try request) {
            onUnexpected(request);
        }

        default void onTried(Tried tried) {
            onUnexpected(tried);
        }

        default void onSlow(Slow slow) {
            onUnexpected(slow);
        }

        default void onWho(Who who) {
            onUnexpected(who);
        }

        default void onStatus(Status status) {
            onUnexpected(status);
        }

        default void onWhy(Why why) {
            onUnexpected(why);
        }

        default void onPublish(Publish publish) {
            onUnexpected(publish);
        }

        default void onAnswer(Answer answer) {
            onUnexpected(answer);
        }

        default void onGossip(Gossip gossip) {
            onUnexpected(gossip);
        }

        default void onPrune(TreeMessage.Prune prune) {
            onUnexpected(prune);
        }

        default void onGraft(TreeMessage.Graft graft) {
            onUnexpected(graft);
        }

        default void onAnnounce(TreeMessage.Announce announce) {
            onUnexpected(announce);
        }

        default void onHave(TreeMessage.Have have) {
            onUnexpected(have);
        }

        default void onDigest(SyncMessage.Digest digest) {
            onUnexpected(digest);
        }

        default void onAgreed(SyncMessage.Agreed agreed) {
            onUnexpected(agreed);
        }

        default void onSums(SyncMessage.Sums sums) {
            onUnexpected(sums);
        }

        default void onSeen(SyncMessage.Seen seen) {
            onUnexpected(seen);
        }

        default void onWant(SyncMessage.Want want) {
            onUnexpected(want);
        }

        default void onGone(SyncMessage.Gone gone) {
            onUnexpected(gone);
        }

        default void onTaken(SyncMessage.Taken taken) {
            onUnexpected(taken);
        }

        default void onOffer(PieceMessage.Offer offer) {
            onUnexpected(offer);
        }

        default void onTake(PieceMessage.Take take) {
            onUnexpected(take);
        }

        default void onPiece(PieceMessage.Piece piece) {
            onUnexpected(piece);
        }

        default void onShow(KeyMessage.Show show) {
            onUnexpected(show);
        }

        default void onShown(KeyMessage.Shown shown) {
            onUnexpected(shown);
        }

        default void onShuffle(SamplingMessage.Shuffle shuffle) {
            onUnexpected(shuffle);
        }

        default void onShuffled(SamplingMessage.Shuffled shuffled) {
            onUnexpected(shuffled);
        }
    }
}
