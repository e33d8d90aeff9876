package grapevine.seed.core.talk;

import static grapevine.seed.core.SeedRun.WALL;
import static grapevine.seed.core.SeedRun.hello;
import static grapevine.seed.core.SeedRun.peer;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.seed.core.SeedRun;
import grapevine.wire.Address;
import grapevine.wire.Limits;
import grapevine.wire.Message.Leave;
import grapevine.wire.Message.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a seed answers to a person. */
class AnswersTest {
    private final SeedRun seed = new SeedRun();

    @Test
    void status_is_one_line() {
        seed.join(peer(1), WALL);
        seed.join(peer(2), WALL);
        seed.ask(hello(peer(2), 1, WALL), new Leave(2));
        seed.node.advance(1_500);

        assertThat(seed.status())
                .isEqualTo("role=seed address=127.0.0.1:5000 epoch=1700000000000 network=default peers=1 tombstones=1"
                        + " unconfirmed=0 leases=1 seeds=0 seeds_connected=0 uptime_ms=1500 identity="
                        + SeedRun.IDENTITY
                        + " connections_accepted=4\n");
    }

    @Test
    void who_lists_the_live_peers_in_the_order_of_their_addresses() {
        seed.join(Address.parse("127.0.0.1:6002"), WALL);
        seed.ask(hello(Address.parse("127.0.0.1:6001"), 7, WALL - 3), new Register(4, WALL - 3, 5, 0));
        seed.join(Address.parse("127.0.0.1:6003"), WALL);
        seed.ask(hello(Address.parse("127.0.0.1:6003"), 1, WALL), new Leave(2));
        seed.node.advance(1_000);

        assertThat(seed.who())
                .containsExactly(
                        "peer=127.0.0.1:6001 epoch=7 age=1799999999997 degree=5 revision=4 lease_ms=59000 confirmed=yes",
                        "peer=127.0.0.1:6002 epoch=1 age=1800000000000 degree=0 revision=1 lease_ms=59000 confirmed=yes");
    }

    @Test
    void who_is_cut_where_the_body_is_full_and_says_where_to_go_on() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            seed.join(peer(i), WALL);
            expected.add(peer(i).toString());
        }

        List<String> listed = new ArrayList<>();
        Address after = null;
        int answers = 0;
        do {
            List<String> lines = seed.who(after);
            assertThat(String.join("\n", lines).length() + 1).isLessThanOrEqualTo(Limits.BODY);
            after = null;
            for (String line : lines) {
                if (line.startsWith("more after=")) {
                    after = Address.parse(line.substring("more after=".length()));
                } else {
                    listed.add(line.substring("peer=".length(), line.indexOf(' ')));
                }
            }
            answers++;
        } while (after != null);

        assertThat(listed).containsExactlyElementsOf(expected);
        assertThat(answers).isEqualTo(3);
    }
}
