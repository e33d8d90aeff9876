package grapevine.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.door.Json;
import grapevine.lab.live.Beyond;
import grapevine.lab.live.NodePlan;
import grapevine.lab.network.PortBlock;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the process of a node says to what it is asked, here in this process. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeVoiceTest {
    private final PipedInputStream said = new PipedInputStream(1 << 20);
    private PortBlock ports;
    private LineWriter host;
    private BufferedReader lines;
    private NodeVoice voice;

    @BeforeEach
    void start() throws Exception {
        ports = PortBlock.take();
        lines = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8));
        host = new LineWriter("to-host", new PipedOutputStream(said), 64, () -> {});
        NodePlan plan = new NodePlan(1, ports.first() + 1, "voice", List.of(), List.of(), Beyond.NOTHING, null);
        voice = NodeVoice.start(plan, host);
    }

    @AfterEach
    void end() {
        voice.close();
        host.end();
        ports.close();
    }

    @Test
    void what_cannot_be_published_is_answered_as_a_failure_and_the_next_is_heard() throws Exception {
        for (long id = 1; id <= 20; id++) {
            ask(new Asked.Publish(id, new byte[16_385], 1, 0));
            assertThat(answer(id).failure())
                    .startsWith("Gossip-Node-1 did not send it: ")
                    .contains("16385");
        }
        ask(new Asked.Publish(21, new byte[] {1}, -1, 0));
        assertThat(answer(21).failure()).contains("relays=-1");
        ask(new Asked.Look(22));
        assertThat(answer(22).look()).isNotNull();
        ask(Asked.Look.ofView(23));
        assertThat(answer(23).view()).isEmpty();
    }

    private void ask(Asked asked) throws Exception {
        voice.answer(new BufferedReader(new StringReader(Json.objects().writeValueAsString(asked) + "\n")));
    }

    private Said.Answered answer(long id) throws Exception {
        while (true) {
            Said line = Json.objects().readValue(lines.readLine(), Said.class);
            if (line instanceof Said.Answered answered && answered.id() == id) {
                return answered;
            }
        }
    }
}
