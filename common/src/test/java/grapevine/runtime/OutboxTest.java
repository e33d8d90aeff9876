package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(20, 40);

    @Test
    void control_goes_first_then_gossip_then_last_words() {
        outbox.addGossip(bytes("gossip "));
        outbox.addLast(bytes("bye "));
        outbox.addControl(bytes("ping "));
        outbox.addGossip(bytes("more "));

        assertThat(outbox.bytes()).isEqualTo(21);
        assertThat(take(100)).isEqualTo("ping gossip more bye ");
        assertThat(take(100)).isNull();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void only_whole_frames_are_taken_and_at_least_one() {
        outbox.addGossip(bytes("12345"));
        outbox.addGossip(bytes("678"));
        outbox.addGossip(bytes("9"));

        assertThat(take(2)).isEqualTo("12345");
        assertThat(take(4)).isEqualTo("6789");
    }

    @Test
    void each_part_has_its_own_bound() {
        assertThat(outbox.addGossip(new byte[41])).isFalse();
        assertThat(outbox.addGossip(new byte[40])).isTrue();
        assertThat(outbox.addGossip(new byte[1])).isFalse();
        assertThat(outbox.addControl(new byte[12])).isTrue();
        assertThat(outbox.addControl(new byte[9])).isFalse();
        assertThat(outbox.addLast(new byte[8])).isTrue();
        assertThat(outbox.addLast(new byte[1])).isFalse();
        assertThat(outbox.bytes()).isEqualTo(60);

        take(12);

        assertThat(outbox.addControl(new byte[12])).isTrue();
        assertThat(outbox.addGossip(new byte[1])).isFalse();
    }

    @Test
    void a_cleared_outbox_is_empty_and_has_its_room_again() {
        outbox.addControl(new byte[20]);
        outbox.addGossip(new byte[40]);

        outbox.clear();

        assertThat(outbox.bytes()).isZero();
        assertThat(take(100)).isNull();
        assertThat(outbox.addControl(new byte[20])).isTrue();
        assertThat(outbox.addGossip(new byte[40])).isTrue();
    }

    private String take(int most) {
        ByteBuf buffer = outbox.take(UnpooledByteBufAllocator.DEFAULT, most);
        if (buffer == null) {
            return null;
        }
        try {
            return buffer.toString(StandardCharsets.US_ASCII);
        } finally {
            buffer.release();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
