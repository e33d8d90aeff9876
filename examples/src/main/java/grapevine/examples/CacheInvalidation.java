package grapevine.examples;

import grapevine.peer.Outcome;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.peer.PeerEvent;
import grapevine.peer.Received;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A service that caches what it reads from a store it shares with others, and tells them when it changes a value:
 * {@code CacheInvalidation PORT DIRECTORY [IP:PORT...]}. It takes {@code get KEY} and {@code set KEY VALUE}, a line
 * each. The store is a directory with a file a key; so a key is a plain file name, and nothing outside can be reached.
 */
public final class CacheInvalidation {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    private final Map<String, String> cache = new ConcurrentHashMap<>();
    /** Busy links are waited for: else the others would keep the old value. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path store;
    private final Peer peer;

    private CacheInvalidation(int port, Path store, String... others) throws IOException {
        PeerConfig config = PeerConfig.builder().port(port).connect(others).build();
        if (!Files.isDirectory(store)) {
            throw new IllegalArgumentException("\"" + store + "\" is no directory");
        }
        this.store = store;
        peer = Peer.join(config, (self, message) -> heard(message), (self, event) -> {
            if (event instanceof PeerEvent.MessagesMissed || event instanceof PeerEvent.EventsMissed) {
                forgetAll();
            }
        });
    }

    public static void main(String[] args) {
        if (args.length < 2) {
            System.err.println("usage: CacheInvalidation PORT DIRECTORY [IP:PORT...]");
            System.exit(2);
        }
        try {
            CacheInvalidation service =
                    new CacheInvalidation(port(args[0]), Path.of(args[1]), Arrays.copyOfRange(args, 2, args.length));
            service.run();
        } catch (IllegalArgumentException | IOException wrong) {
            System.err.println("CacheInvalidation: " + wrong.getMessage());
            System.exit(2);
        }
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port \"" + text + "\" is not a number in 0..65535", e);
        }
    }

    private void run() throws IOException {
        try (peer) {
            peer.ready().thenRun(() -> System.out.println("ready"));
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                obey(line.split(" ", 3));
            }
        }
    }

    /** Whatever is wrong with one line, the next one may be right. */
    private void obey(String[] words) {
        try {
            if (words.length >= 2 && !KEY.matcher(words[1]).matches()) {
                System.out.println("\"" + words[1] + "\" is no key: 1 to 64 of A-Z a-z 0-9 . _ -, the first no dot");
            } else if (words.length == 2 && words[0].equals("get")) {
                System.out.println(get(words[1]));
            } else if (words.length == 3 && words[0].equals("set")) {
                set(words[1], words[2]);
            } else {
                System.out.println("get KEY, or set KEY VALUE");
            }
        } catch (IOException | UncheckedIOException e) {
            System.out.println(words[0] + " " + words[1] + " failed: " + e.getMessage());
        }
    }

    private String get(String key) {
        String cached = cache.get(key);
        if (cached != null) {
            return key + " = " + cached + " (cached)";
        }
        Path file = store.resolve(key);
        if (!Files.exists(file)) {
            return key + " is not set";
        }
        // As long as it is read here it cannot be dropped: what is written meanwhile is dropped afterwards.
        return key + " = " + cache.computeIfAbsent(key, unused -> read(file)) + " (read)";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void set(String key, String value) throws IOException {
        Path whole = Files.writeString(store.resolve("." + key), value);
        Files.move(whole, store.resolve(key), StandardCopyOption.ATOMIC_MOVE); // all of it, or nothing
        cache.remove(key);
        Outcome outcome = peer.publish(key, PATIENCE).join().outcome();
        System.out.println(outcome == Outcome.ACCEPTED ? "told the others" : "told nobody: " + outcome);
    }

    private void heard(Received message) {
        if (message.missedBefore() > 0) {
            forgetAll();
        }
        cache.remove(message.text());
        System.out.println("dropped " + message.text());
    }

    /** Which keys the messages named that were missed cannot be known any more, so nothing here can be trusted. */
    private void forgetAll() {
        cache.clear();
    }
}
