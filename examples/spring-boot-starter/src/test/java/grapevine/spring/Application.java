package grapevine.spring;

import grapevine.peer.PeerEvent;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** An application that notes what it hears. */
@SpringBootApplication
class Application {
    /** In the order in which it was noted, by whom. */
    static final class Notes {
        final Queue<String> messages = new ConcurrentLinkedQueue<>();
        final Queue<PeerEvent> events = new ConcurrentLinkedQueue<>();
    }

    @Bean
    Notes notes() {
        return new Notes();
    }

    @Bean
    @Order(2)
    MessageListener second(Notes notes) {
        return message -> notes.messages.add("second: " + message.text());
    }

    @Bean
    @Order(1)
    MessageListener first(Notes notes) {
        return message -> {
            notes.messages.add("first: " + message.text());
            if (message.text().equals("now=throw")) {
                throw new IllegalStateException("it was told to");
            }
        };
    }

    @Bean
    PeerEventListener watcher(Notes notes) {
        return notes.events::add;
    }
}
