package grapevine.lab.live;

import grapevine.node.Quoted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who has a port of 127.0.0.1: a network of the laboratory by its name, any other program by its command. Linux alone
 * tells that, in /proc, and of other users to root alone.
 */
final class PortOwner {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENS = "0A";

    /** The number of a socket that no process has any more. */
    private static final String NOBODYS = "0";

    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int SOCKET = 9;

    /** As the kernel writes 127.0.0.1 and what includes it. */
    private static final Set<String> ADDRESSES =
            Set.of("0100007F", "00000000", "0000000000000000FFFF00000100007F", "00000000000000000000000000000000");

    /** What the processes of a network are started by; the next argument ends in the name of the network. */
    private static final Set<String> LABORATORY =
            Set.of("grapevine.lab.host.HostMain", "grapevine.lab.process.NodeMain");

    private PortOwner() {}

    /** As the rest of a sentence that says that the port is taken; empty if nobody tells. */
    static String words(int port) {
        try {
            Optional<Path> process = holder(listening(port));
            return process.isPresent() ? " by " + name(process.get()) : "";
        } catch (IOException | DirectoryIteratorException e) {
            return ""; // it is not told
        }
    }

    /** The sockets that listen at that port, as the files of a process name them. */
    private static Set<String> listening(int port) throws IOException {
        Set<String> listening = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            Path file = PROC.resolve(table);
            for (String line : Files.isReadable(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] fields = line.strip().split(" +", -1);
                if (fields.length > SOCKET
                        && fields[STATE].equals(LISTENS)
                        && !fields[SOCKET].equals(NOBODYS)
                        && isAt(fields[LOCAL], port)) {
                    listening.add("socket:[" + fields[SOCKET] + "]");
                }
            }
        }
        return listening;
    }

    private static boolean isAt(String local, int port) {
        int colon = local.indexOf(':');
        return colon > 0
                && ADDRESSES.contains(local.substring(0, colon))
                && local.substring(colon + 1).equals(String.format("%04X", port));
    }

    private static Optional<Path> holder(Set<String> sockets) throws IOException {
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holdsOneOf(sockets, process)) {
                    return Optional.of(process);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holdsOneOf(Set<String> sockets, Path process) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path each : open) {
                if (sockets.contains(Files.readSymbolicLink(each).toString())) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or is somebody else's.
        }
        return false;
    }

    private static String name(Path process) throws IOException {
        List<String> arguments = List.of(text(process.resolve("cmdline")).split("\0", -1));
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (LABORATORY.contains(arguments.get(i))) {
                // Text, since another locale's name of a file need be none here.
                String place = arguments.get(i + 1);
                return "network " + Quoted.inLine(place.substring(place.lastIndexOf('/') + 1));
            }
        }
        return Quoted.inLine(text(process.resolve("comm")).strip()) + " (process " + process.getFileName() + ")";
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
