package grapevine.spring;

import grapevine.clock.Stamp;
import grapevine.peer.Peer;
import grapevine.peer.Received;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What the guide shows. */
@RestController
class Prices implements MessageListener {
    private record Price(String text, Stamp stamp) {
        static final Comparator<Price> BY_TIME = Comparator.comparing((Price price) -> price.stamp.time())
                .thenComparing(price -> price.stamp.id());
    }

    private final Peer peer;
    private final Map<String, Price> known = new ConcurrentHashMap<>();

    Prices(Peer peer) {
        this.peer = peer;
    }

    @GetMapping("/prices/{fruit}")
    String get(@PathVariable String fruit) {
        Price price = known.get(fruit);
        return price == null ? "unknown" : price.text();
    }

    @PutMapping("/prices/{fruit}")
    CompletableFuture<ResponseEntity<Void>> put(@PathVariable String fruit, @RequestBody String price) {
        return peer.publish(fruit + "=" + price, Duration.ofSeconds(10))
                .thenApply(published -> published.isAccepted()
                        ? ResponseEntity.accepted().build() // and heard here too, in a moment
                        : ResponseEntity.status(503).build()); // nobody was told
    }

    @Override
    public void onMessage(Received message) {
        String[] words = message.text().split("=", 2);
        if (words.length == 2) {
            message.stamp().ifPresent(stamp -> known.merge(
                    words[0], new Price(words[1], stamp), BinaryOperator.maxBy(Price.BY_TIME)));
        }
    }
}
