package grapevine.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign bytes in a line of a log. */
class QuotedTest {
    private static final int BODY = 64 * 1024;

    @Test
    void what_is_no_utf8_and_what_a_terminal_would_obey_is_shown_by_its_number() {
        byte[] bytes = {(byte) 0x80, 'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9, 0x1b, 0x00, '\n', (byte) 0xe2, 0x0f};

        assertThat(Quoted.whole(bytes)).isEqualTo("\"\\x80a\\xff\u00e9\\u001b\\u0000\\n\\xe2\\u000f\"");
        assertThat(Quoted.whole("\u202e\ud83d\ude00\udbff\udfff".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("\"\\u202e\ud83d\ude00\\udbff\\udfff\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0x1b})
    void a_body_of_nothing_else_takes_no_more_than_some_times_its_size(int filling) {
        byte[] bytes = new byte[BODY];
        Arrays.fill(bytes, (byte) filling);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        String quoted = Quoted.whole(bytes);

        long taken = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(quoted).hasSize(2 + BODY * (filling == 0xff ? 4 : 6));
        assertThat(taken).isLessThan(200L * BODY);
    }
}
