package grapevine.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Screen;
import grapevine.lab.network.LogLine;
import grapevine.wire.Address;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarratorTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Tally tally = new Tally();
    private final Narrator narrator =
            new Narrator(new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), 80, false), tally);

    NarratorTest() {
        for (int i = 1; i <= 4; i++) {
            narrator.name(Address.parse(at(i)), "p" + i);
        }
    }

    @Test
    void a_message_took_as_long_as_those_it_is_owed_to_waited_for_it() throws LabException {
        ready(100, 1, 2, 3);
        sent(1, 200, "hello");
        received(2, 1, 1, 210);
        ready(300, 4);
        received(4, 1, 2, 950);
        narrator.turnTo(Narrator.Part.GOSSIP);

        received(3, 1, 2, 220);

        assertThat(told()).containsExactly("p1  says \"hello\": all 2 in by then have it after 20 ms");
    }

    @Test
    void the_way_is_that_of_the_first_message_all_others_were_in_for() throws LabException {
        ready(100, 1, 2);
        sent(1, 200, "early");
        ready(300, 3);
        narrator.turnTo(Narrator.Part.GOSSIP);
        received(2, 1, 1, 210);
        sent(3, 400, "hello");
        received(2, 3, 3, 405);
        received(1, 3, 2, 410);

        assertThat(told())
                .containsExactly(
                        "p1  says \"early\": all 1 in by then have it after 10 ms",
                        "p3  says \"hello\": all 2 others have it after 10 ms",
                        "p3    its way: p3 > p2, p2 > p1");
    }

    @Test
    void after_the_healing_only_what_is_asked_for_is_told_and_once() throws LabException {
        ready(100, 1, 2);
        narrator.turnTo(Narrator.Part.HEALED);
        sent(1, 200, "hello");
        received(2, 1, 1, 210);
        assertThat(told()).isEmpty();

        narrator.tellOnce(tally.since(0).get(0));
        narrator.tellOnce(tally.since(0).get(0));

        assertThat(told()).hasSize(2).first().asString().startsWith("p1  says \"hello\": all 1 others have it");
    }

    private void ready(int at, int... peers) throws LabException {
        for (int peer : peers) {
            line(peer, at, "event=ready took_ms=1");
        }
        out.reset();
    }

    private void sent(int maker, int at, String text) throws LabException {
        line(maker, at, "event=message_sent id=" + maker + " text=\"" + text + "\"");
    }

    private void received(int peer, int maker, int from, int at) throws LabException {
        line(peer, at, "event=message_received id=" + maker + " origin=" + at(maker) + " from=" + at(from));
    }

    private void line(int peer, int at, String rest) throws LabException {
        narrator.on(
                "p" + peer,
                LogLine.parse(String.format("2026-11-21T02:00:00.%03d+00:00 INFO  %s", at, rest))
                        .orElseThrow());
    }

    private List<String> told() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.substring(6))
                .toList();
    }

    private static String at(int number) {
        return "127.0.0.1:" + (6000 + number);
    }
}
