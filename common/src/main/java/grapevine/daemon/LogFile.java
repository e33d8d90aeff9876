package grapevine.daemon;

import grapevine.runtime.FileFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The log file of a daemon: {@code outputfile-seed-5000.log}. Its name reaches the logging configuration by a system
 * property, so this comes before the first class that has a logger.
 */
public final class LogFile {
    /** The system property that the daemons' logging configuration takes the file's name from. */
    public static final String PROPERTY = "grapevine.log";

    private static final String CONFIGURATION = "log4j2.configurationFile";

    /**
     * Under a name that Log4j does not look for by itself: a program with this jar on its class path logs as it likes.
     */
    private static final String OURS = "grapevine-daemon-log4j2.xml";

    private LogFile() {}

    /**
     * Names the log file, makes its directory, and sees that it can be written.
     *
     * @throws StartException with status 1 if it cannot
     */
    public static void name(Path directory, String role, int port) throws StartException {
        Path file = directory.resolve("outputfile-" + role + "-" + port + ".log");
        try {
            Files.createDirectories(directory);
            boolean isNew = !Files.exists(file);
            try (OutputStream probe =
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                probe.flush();
            }
            if (isNew) {
                Files.delete(file); // a daemon that does not start after all leaves nothing behind
            }
        } catch (IOException e) {
            throw StartException.failure("cannot write " + file + ": " + FileFault.reason(e));
        }
        System.setProperty(PROPERTY, file.toString());
        boolean isInTheJar = LogFile.class.getClassLoader().getResource(OURS) != null;
        if (System.getProperty(CONFIGURATION) == null && isInTheJar) {
            System.setProperty(CONFIGURATION, "classpath:" + OURS);
        }
    }
}
