package grapevine.daemon;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.LiveKeys;
import grapevine.node.Quoted;
import grapevine.runtime.Advertised;
import grapevine.runtime.HostPort;
import grapevine.runtime.Quantity;
import grapevine.wire.Ip;
import grapevine.wire.NetworkName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options that both daemons take, and how the values of any option are read. */
public final class Flags {
    public static final Flag<Path> CONFIG = new Flag<>(
            "config",
            "FILE",
            "The seeds of the network, one ip:port, name:port or name:port* a line; # starts a comment. At most 1024. Default:"
                    + " config.txt.",
            Flags::path);

    public static final Flag<Ip> BIND = new Flag<>(
            "bind",
            "IP",
            "The address to listen on; 0.0.0.0 is every one of this machine. Wider than loopback it wants --keys or --open."
                    + " Default: 127.0.0.1; of a seed that config.txt names on this machine, that address.",
            HostPort::parseIp);

    public static final Flag<Boolean> OPEN = Flag.toggle(
            "open",
            "Whoever reaches the port may speak: without --keys nobody is asked who he is, and who listens wider than loopback"
                    + " has to say that this is meant. With it a peer needs no config.txt: others come to it. Default: not said.");

    public static final Flag<Path> KEYS = new Flag<>(
            "keys",
            "DIR",
            "The directory of this node that ./grapevine keys node made: its key and certificate. With it every connection is"
                    + " TLS 1.3, with nodes of the same network alone. Default: none; nothing is encrypted.",
            Flags::path);

    public static final Flag<Boolean> CRYPTO = new Flag<>(
            "crypto",
            "fast|jdk",
            "By whom signatures and handshakes are computed with --keys: fast is the Amazon Corretto Crypto Provider where it runs"
                    + " (Linux on x86-64), else the JDK. Default: fast.",
            text -> oneOf(text, "fast", "jdk"));

    public static final Flag<Advertised> ADVERTISE = new Flag<>(
            "advertise",
            "HOST[:PORT]",
            "Where others dial it: an ip, or a name, which is looked up once, and the port if that is another one. Default:"
                    + " where it listens; when that is 0.0.0.0, the ip that the seeds see. Neither 0.0.0.0 nor a multicast"
                    + " address.",
            Advertised::parse);

    public static final Flag<String> NETWORK = new Flag<>(
            "network",
            "NAME",
            "Nodes of different networks turn each other away. 1 to 64 of A-Z a-z 0-9 . _ -. Default: default.",
            Flags::network);

    public static final Flag<Path> LOG_DIR = new Flag<>(
            "log-dir",
            "DIR",
            "Where the log file goes; made if it is missing. 5 files of 10 MB are kept. Default: the current directory.",
            Flags::path);

    public static final Flag<Integer> WORKERS =
            new Flag<>("workers", "N", "Worker threads of the job queue, 1 to 64. Default: 2.", count(1, 64));

    private static final Duration LONGEST = Duration.ofDays(30);

    private Flags() {}

    /** How long a seed keeps a peer that says nothing, which both sides must know. */
    public static Flag<Duration> lease(String meaning) {
        return new Flag<>(
                "lease",
                "TIME",
                meaning + " Default: 60s, lowest: 1s, highest: 24h.",
                duration(Duration.ofSeconds(1), Duration.ofDays(1)));
    }

    /** Reads a duration such as {@code 13s}, {@code 500ms}, {@code 2m} or {@code 1h}; at most 30 days. */
    public static Flag.Reader<Duration> duration(Duration lowest) {
        return duration(lowest, LONGEST);
    }

    /** Reads a duration of at most this length. */
    public static Flag.Reader<Duration> duration(Duration lowest, Duration highest) {
        return text -> {
            Duration value = Quantity.duration(text);
            if (value.compareTo(lowest) < 0) {
                throw new IllegalArgumentException("is below " + shown(lowest));
            }
            if (value.compareTo(highest) > 0) {
                throw new IllegalArgumentException("is above " + shown(highest));
            }
            return value;
        };
    }

    /** Reads a whole number. */
    public static Flag.Reader<Integer> count(int lowest, int highest) {
        return text -> {
            if (!text.matches("-?[0-9]{1,18}")) {
                throw new IllegalArgumentException("is not a number in " + lowest + ".." + highest);
            }
            long value = Long.parseLong(text);
            if (value < lowest || value > highest) {
                throw new IllegalArgumentException("is outside " + lowest + ".." + highest);
            }
            return (int) value;
        };
    }

    /** Reads several values separated by commas. */
    public static <T> Flag.Reader<List<T>> several(Flag.Reader<T> one) {
        return text -> List.of(text.split(",", -1)).stream()
                .map(part -> one.read(part.strip()))
                .toList();
    }

    /** Reads the name of a file or directory. */
    public static Path path(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            // told below, in the same words as the blank one
        }
        throw new IllegalArgumentException("is no name of a file");
    }

    /** What to say of an option's value. */
    static StartException broken(Flag<?> flag, String text, String reason) {
        String quoted = Quoted.of(text);
        String rule = Quoted.inLine(reason);
        return StartException.usage("--" + flag.name()
                + (rule.startsWith(quoted) ? ": " + rule : " " + quoted + ": " + rule) + Syntax.HINT);
    }

    /** Reads a size in bytes within bounds. */
    public static Flag.Reader<Long> size(long lowest, long highest) {
        return text -> {
            long bytes = Quantity.bytes(text);
            if (bytes < lowest) {
                throw new IllegalArgumentException("is below " + Quantity.shown(lowest));
            }
            if (bytes > highest) {
                throw new IllegalArgumentException("is above " + Quantity.shown(highest));
            }
            return bytes;
        };
    }

    /**
     * The keys that a node in this role was given; null without {@link #KEYS}.
     *
     * @throws StartException with status 1 if they cannot be used
     */
    public static @Nullable LiveKeys keys(Arguments arguments, KeyRole role) throws StartException {
        Path directory = arguments.get(KEYS).orElse(null);
        try {
            return directory == null ? null : LiveKeys.read(directory, role);
        } catch (KeysException e) {
            throw StartException.failure("keys: " + e.getMessage());
        }
    }

    /** Whether it is the first of two words. */
    public static boolean oneOf(String text, String first, String second) {
        if (!text.equals(first) && !text.equals(second)) {
            throw new IllegalArgumentException("is neither " + first + " nor " + second);
        }
        return text.equals(first);
    }

    private static String network(String text) {
        if (!NetworkName.isValid(text)) {
            throw new IllegalArgumentException(NetworkName.RULE);
        }
        return text;
    }

    private static String shown(Duration duration) {
        if (duration.toHours() >= 24) {
            return duration.toDays() > 1 ? duration.toDays() + " days" : duration.toHours() + "h";
        }
        if (duration.toMinutes() > 1 && duration.toMillis() % 60_000 == 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
