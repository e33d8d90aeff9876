package grapevine.lab.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long messages took from their origin to each other peer, by the logs of processes with one wall clock.
 *
 * @param count of deliveries
 * @param p50 the median, ms
 * @param p99 of a hundred the last but one, ms
 */
record Delays(int count, long p50, long p99) {
    /** Of the messages whose text begins so. */
    static Delays between(List<NodeProcess> peers, String text) {
        Map<String, Long> sentAt = new HashMap<>();
        for (NodeProcess peer : peers) {
            RealNetwork.facts(peer, "message_sent")
                    .forEach(line -> sentAt.put(line.get("id") + peer.address(), line.at()));
        }
        List<Long> all = new ArrayList<>();
        for (NodeProcess peer : peers) {
            for (LogLine line : RealNetwork.facts(peer, "message_received")) {
                Long sent = sentAt.get(line.get("id") + line.get("origin"));
                if (sent != null && line.get("text").startsWith("\"" + text)) {
                    all.add(line.at() - sent);
                }
            }
        }
        Collections.sort(all);
        return new Delays(all.size(), at(all, 0.5), at(all, 0.99));
    }

    private static long at(List<Long> sorted, double share) {
        return sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size())));
    }
}
