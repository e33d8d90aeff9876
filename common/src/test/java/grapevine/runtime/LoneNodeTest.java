package grapevine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.wire.Ip;
import org.junit.jupiter.api.Test;

class LoneNodeTest {
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
