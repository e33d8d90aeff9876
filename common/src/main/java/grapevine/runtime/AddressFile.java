package grapevine.runtime;

import grapevine.node.Quoted;
import grapevine.wire.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The addresses a peer knew last, one a line, kept for its next start. Each save replaces the file at once, so that a
 * crash leaves the old one or the new one. What cannot be read is skipped: the file is a help, not a truth.
 */
public final class AddressFile {
    /** The most addresses read or written. */
    static final int ADDRESSES = 1024;

    private static final int BYTES = 64 * 1024;

    private final Path file;

    /** The file of this name; it need not exist, its directory must. */
    public AddressFile(Path file) {
        this.file = file;
    }

    /**
     * What was kept, each address once; none if there is no file.
     *
     * @param doubts told, a sentence each, what was skipped
     */
    public List<Address> load(Consumer<String> doubts) {
        Set<Address> addresses = new LinkedHashSet<>();
        int number = 0;
        int skipped = 0;
        for (String line : contents(doubts).split("\n", -1)) {
            number++;
            if (addresses.size() < ADDRESSES && !line.isBlank()) {
                try {
                    addresses.add(HostPort.parse(line.strip()));
                } catch (IllegalArgumentException e) {
                    if (++skipped == 1) {
                        doubts.accept(file + ":" + number + ": " + Quoted.of(line) + " is no ip:port; skipped");
                    }
                }
            }
        }
        if (skipped > 1) {
            doubts.accept(file + ": " + (skipped - 1) + " more such lines skipped");
        }
        return List.copyOf(addresses);
    }

    /** Replaces what was kept. */
    public void save(List<Address> addresses) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Address address : addresses) {
            if (lines.size() < ADDRESSES) {
                lines.add(address.toString());
            }
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, lines, StandardCharsets.US_ASCII);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String contents(Consumer<String> doubts) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES + 1);
            if (bytes.length <= BYTES) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
            doubts.accept(file + " is larger than " + BYTES + " bytes; not read");
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            doubts.accept(file + " cannot be read: " + FileFault.reason(e));
        }
        return "";
    }
}
