package grapevine.lab.door;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that leads a browser to an address. The arguments of a process can be read by every user of the machine; a
 * browser that is started with this file shows its name there, and not the address with the code.
 */
public final class Redirect {
    private Redirect() {}

    /** Writes it in the place of the one before, for this user alone. */
    public static URI write(Path file, String address) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(made);
        Files.createFile(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                made,
                "<!doctype html><meta charset=\"utf-8\"><title>Grapevine</title><meta name=\"referrer\""
                        + " content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0;url=" + address + "\">\n");
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return file.toAbsolutePath().toUri();
    }
}
