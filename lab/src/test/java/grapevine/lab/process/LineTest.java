package grapevine.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.clock.MessageId;
import grapevine.lab.console.LabException;
import grapevine.lab.live.Beyond;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNode;
import grapevine.lab.live.NodeListener;
import grapevine.lab.live.NodePlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the host makes of the process of a node that speaks, floods, falls silent and ends. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final NodePlan PLAN = new NodePlan(1, 7001, "line", List.of(), List.of(), Beyond.NOTHING, null);

    private final FakeProcess process = new FakeProcess();
    private final Heard heard = new Heard();
    private final Line line = new Line("Gossip-Node-1", process, heard);

    LineTest() throws IOException {}

    @Test
    void what_is_no_line_is_passed_over_and_what_comes_after_it_is_heard() throws Exception {
        CompletableFuture<Said.Answered> answer = begun(Asked.Look::new, LONG);

        process.say("OpenJDK warning: this is odd\n{\"say\":\"answered\",\"id\":\n\n");
        process.answer(process.question().id());

        assertThat(answer.get().state()).isEqualTo("ready");
    }

    @Test
    void one_that_floods_is_heard_to_the_end() throws Exception {
        CompletableFuture<Said.Answered> answer = begun(Asked.Look::new, LONG);
        long id = process.question().id();

        for (int i = 1; i <= 20_000; i++) {
            process.say(new Said.Stepped(
                    new NodeListener.Step(new MessageId("127.0.0.1:7001", 1, i), Instant.EPOCH, 0, "")));
        }
        process.answer(id);

        answer.get();
        assertThat(heard.steps).isEqualTo(20_000);
    }

    @Test
    void half_a_line_is_the_end_of_it_and_whoever_waits_is_told() throws Exception {
        CompletableFuture<Said.Answered> answer = begun(Asked.Look::new, LONG);
        process.question();

        process.say("{\"say\":\"answ");
        process.end(137);
        line.end("Gossip-Node-1 is killed");

        assertThatThrownBy(answer::get).hasCauseInstanceOf(LabException.class).hasMessageContaining("is killed");
    }

    @Test
    void an_answer_that_is_late_shows_at_once_that_it_is_not_frozen() throws Exception {
        CompletableFuture<Said.Answered> late = begun(Asked.Look::new, SHORT);
        long id = process.question().id();
        assertThatThrownBy(late::get).isNotNull();
        assertThat(heard.next()).isEqualTo("does not answer");
        assertThat(line.isSilent()).isTrue();

        process.answer(id);

        assertThat(heard.next()).isEqualTo("answers again");
        assertThat(heard.next()).isEqualTo("has changed");
        assertThat(line.isSilent()).isFalse();
    }

    @Test
    void one_that_answers_something_else_meanwhile_is_not_frozen() throws Exception {
        CompletableFuture<Said.Answered> slow = begun(Asked.Look::ofView, Duration.ofSeconds(5));
        process.question();
        CompletableFuture<Said.Answered> quick = line.asking(Asked.Look::new, LONG);

        process.answer(process.question().id());
        quick.get();

        assertThatThrownBy(slow::get).isNotNull();
        assertThat(line.isSilent()).isFalse();
        assertThat(heard.told).isEmpty();
    }

    @Test
    void one_that_does_not_read_keeps_nobody_waiting() throws Exception {
        line.begin(PLAN);

        for (int i = 0; i < 500; i++) {
            line.tell(id -> new Asked.Connect(id, List.of("127.0.0.1:7002")));
        }

        assertThat(heard.next()).isEqualTo("does not answer");
        assertThat(line.isSilent()).isTrue();
    }

    @Test
    void one_that_cannot_start_says_why_and_its_end_is_not_told_besides() throws Exception {
        ProcessNode node = new ProcessNode(PLAN, new Inbox(), heard, process);

        process.say(new Said.Became(Said.Stage.FAILED, "its port is taken"));

        assertThatThrownBy(() -> node.listening().get()).hasMessageContaining("its port is taken");
        process.onExit().get();
        assertThat(node.state()).isEqualTo("killed");
        assertThat(heard.next()).as("and nothing of its end").isEqualTo("has changed");
    }

    @Test
    void what_it_tells_a_person_is_told() throws Exception {
        line.begin(PLAN);

        process.say(new Said.Told("leaves, and a message that it made may be nowhere else"));

        assertThat(heard.next()).isEqualTo("leaves, and a message that it made may be nowhere else");
    }

    @Test
    void whom_it_found_dead_is_told() throws Exception {
        line.begin(PLAN);

        process.say(new Said.FoundDead(7002));

        assertThat(heard.next()).isEqualTo("found dead 7002");
    }

    @Test
    void one_that_is_killed_is_told_so() throws Exception {
        new ProcessNode(PLAN, new Inbox(), heard, process);

        process.end(137);

        assertThat(heard.next()).isEqualTo("its process ended by SIGKILL");
    }

    @Test
    void one_is_asked_whom_it_knows() throws Exception {
        ProcessNode node = new ProcessNode(PLAN, new Inbox(), heard, process);
        process.skipPlan();
        assertThat(node.view()).isEmpty(); // before it listens it is not asked
        process.say(new Said.Became(Said.Stage.LISTENING, null));
        node.listening().get();
        LiveNode.Known known = new LiveNode.Known(7002, 3, 1);
        CompletableFuture<List<LiveNode.Known>> view = CompletableFuture.supplyAsync(node::view);

        Asked asked = process.question();
        assertThat(asked).isEqualTo(Asked.Look.ofView(asked.id()));
        process.say(new Said.Answered(asked.id(), "ready", null, List.of(known), null, null));

        assertThat(view.get()).containsExactly(known);
    }

    @Test
    void one_that_could_not_be_cut_off_is_told_so() throws Exception {
        ProcessNode node = new ProcessNode(PLAN, new Inbox(), heard, process);
        process.skipPlan();
        CompletableFuture<?> cut = node.cutOff(Beyond.NOTHING);

        process.answer(process.question().id(), "no room");

        cut.get();
        assertThat(heard.next()).isEqualTo("is cut off as it was before: no room");
    }

    private CompletableFuture<Said.Answered> begun(LongFunction<Asked> question, Duration within) throws IOException {
        line.begin(PLAN);
        process.skipPlan();
        return line.asking(question, within);
    }

    private static final class Heard implements NodeListener {
        private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        private volatile int steps;

        String next() throws InterruptedException {
            return told.poll(60, TimeUnit.SECONDS);
        }

        @Override
        public void arrived(Arrival arrival) {}

        @Override
        public void copied(Copy copy) {}

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread hears
        public void stepped(Step step) {
            steps++;
        }

        @Override
        public void tell(String what) {
            told.add(what);
        }

        @Override
        public void foundDead(int port) {
            told.add("found dead " + port);
        }

        @Override
        public void changedState() {
            told.add("has changed");
        }
    }
}
