package grapevine.daemon;

import grapevine.node.Quoted;
import grapevine.runtime.FileFault;
import grapevine.runtime.Place;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.io.IOException;
import java.io.InputStream;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file that names the seeds, one {@code ip:port} or {@code name:port} a line, or {@code name:port*} for all to
 * which a name leads; what follows a {@code #} is a comment, blank lines are skipped. {@code localhost} stands for
 * 127.0.0.1; other names are looked up while the node runs.
 *
 * @param lines each once, in the order of the file
 * @param doubts what is odd in the file but does no harm, a sentence each
 */
public record SeedFile(List<Place> lines, List<String> doubts) {
    /** The most seeds a file may name. */
    public static final int SEEDS = 1024;

    /** The most bytes a file may have. */
    public static final int BYTES = 64 * 1024;

    /** The file read when no other is named. */
    public static final Path DEFAULT = Path.of("config.txt");

    /** What stands between two addresses on one line. */
    private static final Pattern SEVERAL = Pattern.compile("[\\s,;]");

    public SeedFile {
        lines = List.copyOf(lines);
        doubts = List.copyOf(doubts);
    }

    /**
     * Reads the file that {@code --config} names, or {@link #DEFAULT}.
     *
     * @param canDoWithout whether it is no fault if there is no default file; one that was named has to be there
     * @throws StartException with status 2, one line, and the number of the line that is wrong
     */
    public static SeedFile of(Arguments arguments, boolean canDoWithout) throws StartException {
        Path file = arguments.get(Flags.CONFIG).orElse(DEFAULT);
        if (canDoWithout && arguments.get(Flags.CONFIG).isEmpty() && !Files.exists(file)) {
            return new SeedFile(List.of(), List.of());
        }
        return parse(file.toString(), contents(file));
    }

    /** Those that it names by their address. */
    public List<Address> seeds() {
        return lines.stream().map(Place::address).filter(Objects::nonNull).toList();
    }

    /**
     * The seed of this file that listens at this port of this machine, if one does.
     *
     * @param bind the address listened on; 0.0.0.0 is every one of this machine
     */
    public Optional<Address> seedAt(Ip bind, int port) {
        return seeds().stream().filter(seed -> isHere(seed, bind, port)).findFirst();
    }

    /**
     * Whether it leads to who listens at this port of this machine.
     *
     * @param bind the address listened on; 0.0.0.0 is every one of this machine
     */
    public static boolean isHere(Address address, Ip bind, int port) {
        return address.port() == port
                && (bind.isUnspecified() ? isLocal(address.ip()) : address.ip().equals(bind));
    }

    private static boolean isLocal(Ip ip) {
        try {
            return ip.isLoopback() || NetworkInterface.getByInetAddress(ip.toInetAddress()) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static SeedFile parse(String name, String contents) throws StartException {
        Map<Place, Integer> seeds = new LinkedHashMap<>();
        List<String> doubts = new ArrayList<>();
        int number = 0;
        for (String line : contents.split("\n", -1)) {
            number++;
            String text = line.replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            Place seed = seed(name + ":" + number + ": ", text);
            Integer before = seeds.putIfAbsent(seed, number);
            if (before != null) {
                doubts.add(name + ":" + number + ": " + seed + " is in line " + before + " already");
            }
            if (seeds.size() > SEEDS) {
                throw StartException.usage(name + ":" + number + ": more than " + SEEDS + " seeds");
            }
        }
        if (seeds.isEmpty()) {
            throw StartException.usage(name + " names no seed; expected one ip:port, name:port or name:port* a line");
        }
        return new SeedFile(List.copyOf(seeds.keySet()), doubts);
    }

    private static Place seed(String where, String text) throws StartException {
        if (SEVERAL.matcher(text).find()) {
            throw StartException.usage(where + Quoted.of(text) + ": expected one address a line");
        }
        try {
            return Place.parseSeed(text);
        } catch (IllegalArgumentException e) {
            throw StartException.usage(where + e.getMessage());
        }
    }

    private static String contents(Path file) throws StartException {
        if (Files.isDirectory(file)) {
            throw StartException.usage(file + ": is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES + 1);
            if (bytes.length > BYTES) {
                throw StartException.usage(file + ": is larger than " + BYTES + " bytes");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw StartException.usage(file
                    + ": no such file; it names the seeds, one ip:port, name:port or name:port* a line" + Syntax.HINT);
        } catch (IOException e) {
            throw StartException.usage(file + ": " + FileFault.reason(e));
        }
    }
}
