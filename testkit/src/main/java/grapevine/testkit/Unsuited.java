package grapevine.testkit;

import grapevine.peer.PeerConfig;
import grapevine.peer.hosting.PeerHosting;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings that mean nothing in memory and in virtual time, where a test would not notice. */
final class Unsuited {
    private static final Map<String, String> WHY = new TreeMap<>(Map.of(
            "keys", "nothing is encrypted or checked in memory: a closed network would be tested without its keys",
            "executor", "listeners are called in the thread of the test",
            "data", "nothing is written to disk in virtual time",
            "advertise", "each peer is reached where it listens, and nowhere else"));

    private Unsuited() {}

    /** Refuses a configuration that has one of them. */
    static void check(PeerConfig config) {
        Set<String> set = PeerHosting.settings(config);
        WHY.forEach((setting, why) -> {
            if (set.contains(setting)) {
                throw new IllegalArgumentException(setting + " is not for a test network: " + why);
            }
        });
    }
}
