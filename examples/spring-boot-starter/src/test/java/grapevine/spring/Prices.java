package grapevine.spring;

import grapevine.peer.Peer;
import grapevine.peer.Received;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What the guide shows. */
@RestController
class Prices implements MessageListener {
    private final Peer peer;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Prices(Peer peer) {
        this.peer = peer;
    }

    @GetMapping("/prices/{fruit}")
    String get(@PathVariable String fruit) {
        return known.getOrDefault(fruit, "unknown");
    }

    @PutMapping("/prices/{fruit}")
    CompletableFuture<ResponseEntity<Void>> put(@PathVariable String fruit, @RequestBody String price) {
        return peer.publish(fruit + "=" + price, Duration.ofSeconds(10)).thenApply(published -> {
            if (!published.isAccepted()) {
                return ResponseEntity.status(503).build(); // nobody was told
            }
            known.put(fruit, price);
            return ResponseEntity.accepted().build();
        });
    }

    @Override
    public void onMessage(Received message) {
        String[] words = message.text().split("=", 2);
        if (words.length == 2) {
            known.put(words[0], words[1]);
        }
    }
}
