package outside;

import grapevine.testkit.TestNetwork;
import java.time.Duration;

/** Two peers in memory and in virtual time, and one says something to the other. */
public final class Virtual {
    private Virtual() {}

    public static void main(String[] args) {
        try (TestNetwork network = TestNetwork.of(2)) {
            network.peer(1).messages(message -> System.out.println("heard " + message.text()));
            network.await(network.peer(0).publish("hello", Duration.ofSeconds(10)));
            network.run(Duration.ofSeconds(5));
        }
    }
}
