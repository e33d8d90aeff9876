package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Member;
import grapevine.peer.Peer;
import grapevine.peer.PeerEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who listens for events late is told who is there, and not who was. */
class LateListenersTest {
    private static Set<Member> toldTo(TestNetwork network, Peer peer) {
        Set<Member> told = new HashSet<>();
        peer.events(event -> {
            if (event instanceof PeerEvent.Joined joined) {
                told.add(joined.member());
            }
        });
        network.run(Duration.ofSeconds(1));
        return told;
    }

    @Test
    void one_that_ended_elsewhere_long_ago_is_not_told_of_and_those_who_speak_are() {
        try (TestNetwork network = TestNetwork.of(40)) {
            for (Peer each : network.peers()) {
                network.await(each.publish("here"));
            }
            network.run(Duration.ofMinutes(1));
            Peer watching = network.peer(39);
            Set<Member> kept = keptFor(watching);
            assertThat(toldTo(network, watching)).hasSize(39).isEqualTo(watching.members());

            List<Member> near = watching.neighbours().stream()
                    .map(neighbour -> neighbour.member())
                    .toList();
            Peer ending = network.peers().stream()
                    .filter(each -> each != watching && !near.contains(each.self()))
                    .findFirst()
                    .orElseThrow();
            Member gone = ending.self();
            network.crash(ending);
            for (int minute = 0; minute < 45; minute += 9) {
                network.run(Duration.ofMinutes(9));
                network.await(network.peer(38).publish("still here"));
            }

            assertThat(toldTo(network, watching))
                    .contains(network.peer(38).self())
                    .containsAll(watching.members())
                    .doesNotContain(gone);
            assertThat(kept).as("by whoever heard all").isEqualTo(watching.members());
        }
    }

    private static Set<Member> keptFor(Peer peer) {
        Set<Member> kept = new HashSet<>();
        peer.events(event -> {
            if (event instanceof PeerEvent.Joined joined) {
                kept.add(joined.member());
            } else if (event instanceof PeerEvent.Left left) {
                kept.remove(left.member());
            } else if (event instanceof PeerEvent.Dead dead) {
                kept.remove(dead.member());
            } else if (event instanceof PeerEvent.Forgotten forgotten) {
                kept.remove(forgotten.member());
            }
        });
        return kept;
    }
}
