package grapevine.lab.why;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes of answers in an order that a simulated network does not give. */
class VerdictTest {
    private static final Address ABOUT = Address.parse("127.0.0.1:6001");
    private static final Address PEER = Address.parse("127.0.0.1:6002");
    private static final Address SEED = Address.parse("127.0.0.1:5000");

    @Test
    void a_return_is_told_of_the_first_peer_and_of_the_first_seed_whichever_came_before() {
        for (int peerAgo : new int[] {100, 5_000}) {
            Verdict verdict = verdict(
                    Testimony.parse(ABOUT, "role=peer standing=self degree=1\n", 60_000),
                    Testimony.parse(
                            PEER,
                            "role=peer standing=neighbour missed=0\n"
                                    + "ago_ms=20000 event=neighbour_dead why=silent silent_for_ms=3000\n" + "ago_ms="
                                    + peerAgo + " event=neighbour_trusted missed=3\n",
                            60_000),
                    Testimony.parse(
                            SEED,
                            "role=seed standing=alive\n" + "ago_ms=19000 event=peer_removed why=probe-unanswered\n"
                                    + "ago_ms=3000 event=peer_entered\n",
                            60_000));

            assertThat(verdict.kind()).isEqualTo(Verdict.Kind.REFUTED);
            assertThat(String.join("\n", verdict.lines()))
                    .contains("127.0.0.1:6002 heard it again", "127.0.0.1:5000 listed it again");
        }
    }

    private static Verdict verdict(Testimony... testimonies) {
        return new Verdict(ABOUT, List.of(testimonies), Map.of(), Address::toString, ZoneOffset.UTC);
    }
}
