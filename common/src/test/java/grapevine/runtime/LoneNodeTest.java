package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.wire.Ip;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoneNodeTest {
    @Test
    void what_is_to_run_after_the_last_node_has_ended_does_not_and_harms_nobody() throws ListenException {
        LoneNode last =
                LoneNode.listen(new LoneNode.Plan("peer", Ip.LOOPBACK, 0, false, 1), new LoneNode.Application() {});
        AtomicBoolean hasRun = new AtomicBoolean();

        last.close();

        assertThatCode(() -> last.insistIn(0, now -> hasRun.set(true))).doesNotThrowAnyException();
        assertThat(hasRun).isFalse();
    }

    @Test
    void a_program_that_throws_at_the_end_leaves_nothing_behind() throws Exception {
        LoneNode node =
                LoneNode.listen(new LoneNode.Plan("peer", Ip.LOOPBACK, 0, false, 1), new LoneNode.Application() {
                    @Override
                    public void onClosed() {
                        throw new IllegalStateException("the bug of the test");
                    }
                });

        assertThatThrownBy(node::close).hasMessage("the bug of the test");

        assertThat(node.ended()).isCompleted();
    }
}
