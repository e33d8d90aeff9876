package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.wire.Address;
import grapevine.wire.Decoder;
import grapevine.wire.Encoder;
import grapevine.wire.Gossip;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Origin;
import grapevine.wire.PieceMessage;
import grapevine.wire.ProtocolException;
import grapevine.wire.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Address SELF = new Address(Ip.LOOPBACK, 6001);

    /** How long a message is that carries nothing. */
    private static final int EMPTY = message(1, "").length();

    private final Outbox outbox = new Outbox(20, EMPTY + 40, new Rooms(Budget.PLENTY));

    @Test
    void control_goes_first_then_gossip_then_last_words() {
        outbox.addGossip(message(1, "gossip"));
        outbox.addLast(bytes("bye "));
        outbox.addControl(bytes("ping "));
        Outbox roomy = new Outbox(20, 1000, new Rooms(Budget.PLENTY));
        roomy.addGossip(message(1, "gossip"));
        roomy.addLast(bytes("bye "));
        roomy.addControl(bytes("ping "));
        roomy.addGossip(message(2, "more"));

        assertThat(outbox.bytes()).isEqualTo(9 + EMPTY + 6);
        assertThat(take(outbox, 1000)).isEqualTo("ping " + text(message(1, "gossip")) + "bye ");
        assertThat(take(roomy, 1000))
                .isEqualTo("ping " + text(message(1, "gossip")) + text(message(2, "more")) + "bye ");
        assertThat(take(roomy, 1000)).isNull();
        assertThat(roomy.bytes()).isZero();
    }

    @Test
    void what_goes_ahead_overtakes_gossip_and_what_ends_it_and_keeps_its_order() {
        Rooms rooms = new Rooms(Budget.PLENTY);
        long room = rooms.gossip.free();
        Outbox roomy = new Outbox(100, 10_000, rooms);
        roomy.addGossip(message(1, "a"));
        roomy.addBehindGossip(bytes("gone "));
        roomy.addGossip(message(2, "b"));
        roomy.addLast(bytes("bye "));
        roomy.addAhead(message(3, "c"));
        roomy.addAhead(message(4, "d"));
        roomy.addControl(bytes("ping "));

        StringBuilder taken = new StringBuilder();
        for (String piece = take(roomy, 10); piece != null; piece = take(roomy, 10)) {
            taken.append(piece);
        }

        assertThat(taken.toString())
                .isEqualTo("ping " + text(message(3, "c")) + text(message(4, "d")) + text(message(1, "a")) + "gone "
                        + text(message(2, "b")) + "bye ");
        assertThat(roomy.bytes()).isZero();
        assertThat(rooms.gossip.free()).isEqualTo(room);
    }

    @Test
    void what_goes_ahead_takes_the_room_of_gossip() {
        Rooms rooms = new Rooms(Budget.PLENTY);
        long room = rooms.gossip.free();
        Outbox small = new Outbox(20, 2 * EMPTY + 2, rooms);

        assertThat(small.addAhead(message(1, "a"))).isTrue();
        assertThat(small.addAhead(message(2, "b"))).isTrue();
        assertThat(small.addAhead(message(3, ""))).isFalse();
        assertThat(take(small, 1000)).isEqualTo(text(message(1, "a")) + text(message(2, "b")));

        small.addGossip(message(4, "a"));
        small.addAhead(message(5, "b"));
        small.end();
        assertThat(small.addAhead(message(6, "c"))).isTrue();
        assertThat(take(small, 1000)).isNull();
        assertThat(rooms.gossip.free()).isEqualTo(room);
    }

    @Test
    void what_comes_after_the_end_of_its_connection_takes_no_room() {
        Rooms rooms = new Rooms(Budget.PLENTY);
        long gossip = rooms.gossip.free();
        long control = rooms.control.free();
        Outbox gone = new Outbox(100, 10_000, rooms);
        gone.addGossip(message(1, "a"));
        gone.addControl(bytes("ping "));

        gone.end();
        gone.addGossip(message(2, "b"));
        gone.addBehindGossip(bytes("gone "));
        gone.addLast(bytes("bye "));

        assertThat(gone.bytes()).isZero();
        assertThat(rooms.gossip.free()).isEqualTo(gossip);
        assertThat(rooms.control.free()).isEqualTo(control);
    }

    @Test
    void the_least_budget_has_room_for_the_largest_word() {
        Rooms rooms = new Rooms(new Budget(0));

        assertThat(rooms.control.take(0, Limits.BODY + Limits.LINE)).isTrue();
    }

    @Test
    void what_ends_an_answer_stays_behind_the_gossip_that_it_ends_and_before_what_comes_later() {
        Outbox roomy = new Outbox(100, 10_000, new Rooms(Budget.PLENTY));
        roomy.addGossip(message(1, "a"));
        roomy.addGossip(message(2, "b"));
        roomy.addBehindGossip(bytes("gone "));
        roomy.addGossip(message(3, "c"));
        roomy.addBehindGossip(bytes("end "));
        roomy.addLast(bytes("bye "));
        roomy.addControl(bytes("ping "));

        StringBuilder taken = new StringBuilder();
        for (String piece = take(roomy, EMPTY + 1); piece != null; piece = take(roomy, EMPTY + 1)) {
            taken.append(piece);
        }

        assertThat(taken.toString())
                .isEqualTo("ping " + text(message(1, "a")) + text(message(2, "b")) + "gone " + text(message(3, "c"))
                        + "end bye ");
        assertThat(roomy.bytes()).isZero();
        assertThat(roomy.addBehindGossip(new byte[100])).isTrue();
        assertThat(roomy.addBehindGossip(new byte[1])).isFalse();
    }

    @Test
    void pieces_leave_room_for_the_largest_word() {
        Outbox outbox = new Outbox(256 * 1024, 10_000, new Rooms(Budget.PLENTY));
        byte[] piece = new byte[PieceMessage.MOST + 100];
        int pieces = 0;
        while (outbox.addPiece(piece)) {
            pieces++;
        }

        assertThat(pieces).isEqualTo(11);
        assertThat(outbox.addControl(new byte[Limits.BODY + Limits.LINE])).isTrue();
    }

    @Test
    void only_whole_frames_are_taken_and_at_least_one() {
        Outbox roomy = new Outbox(20, 1000, new Rooms(Budget.PLENTY));
        roomy.addGossip(message(1, "12345"));
        roomy.addGossip(message(2, "678"));
        roomy.addGossip(message(3, "9"));

        assertThat(take(roomy, 2)).isEqualTo(text(message(1, "12345")));
        assertThat(take(roomy, 2 * EMPTY + 4)).isEqualTo(text(message(2, "678")) + text(message(3, "9")));
    }

    @Test
    void what_stands_one_behind_the_other_goes_out_as_it_came() throws ProtocolException {
        Outbox roomy = new Outbox(20, 10_000, new Rooms(Budget.PLENTY));
        StringBuilder all = new StringBuilder();
        List<Gossip> together = decodedTogether(20);
        for (Gossip message : together) {
            if (message.n() != 7) { // a gap in what goes on
                roomy.addGossip(message);
                all.append(text(message));
            }
        }

        StringBuilder taken = new StringBuilder();
        for (String piece = take(roomy, 300); piece != null; piece = take(roomy, 300)) {
            assertThat(piece.length()).isLessThanOrEqualTo(300);
            taken.append(piece);
        }

        assertThat(together).hasSize(20);
        assertThat(taken.toString()).isEqualTo(all.toString());
        assertThat(roomy.bytes()).isZero();
    }

    @Test
    void each_part_has_its_own_bound() {
        assertThat(outbox.addGossip(message(1, "a".repeat(41)))).isFalse();
        assertThat(outbox.addGossip(message(1, "a".repeat(39)))).isTrue();
        assertThat(outbox.addGossip(message(1, ""))).isFalse();
        assertThat(outbox.addControl(new byte[12])).isTrue();
        assertThat(outbox.addControl(new byte[9])).isFalse();
        assertThat(outbox.addLast(new byte[8])).isTrue();
        assertThat(outbox.addLast(new byte[1])).isFalse();
        assertThat(outbox.bytes()).isEqualTo(20 + message(1, "a".repeat(39)).length());

        take(outbox, 12);

        assertThat(outbox.addControl(new byte[12])).isTrue();
        assertThat(outbox.addGossip(message(1, ""))).isFalse();
    }

    private static List<Gossip> decodedTogether(int count) throws ProtocolException {
        ByteBuffer bytes = ByteBuffer.allocate(10_000);
        bytes.put(Encoder.encode(new Hello(Role.PEER, "default", SELF, 1, 1)));
        List<Message> decoded = new ArrayList<>();
        Decoder decoder = new Decoder(Limits.PAYLOAD);
        for (int n = 1; n <= count; n++) {
            bytes.put(message(n, "message " + n).frame());
        }
        decoder.decode(bytes.flip(), decoded::add);
        return decoded.stream()
                .filter(Gossip.class::isInstance)
                .map(Gossip.class::cast)
                .toList();
    }

    private static String take(Outbox from, int most) {
        ByteBuf buffer = from.take(UnpooledByteBufAllocator.DEFAULT, most);
        if (buffer == null) {
            return null;
        }
        try {
            return buffer.toString(StandardCharsets.US_ASCII);
        } finally {
            buffer.release();
        }
    }

    private static Gossip message(long n, String payload) {
        return Gossip.of(new Origin(SELF, 1), n, 1, new byte[0], bytes(payload));
    }

    private static String text(Gossip message) {
        return new String(message.frame(), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
