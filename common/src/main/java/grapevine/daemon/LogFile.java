package grapevine.daemon;

import grapevine.runtime.FileFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.logging.log4j.util.PropertiesUtil;

/**
 * The log file of a daemon: {@code outputfile-seed-5000.log}. Its name reaches {@link LogConfiguration}, and a
 * configuration that an operator brings, so this comes before the first class that has a logger.
 */
public final class LogFile {
    /** The system property that an operator's configuration finds the file's name in. */
    public static final String PROPERTY = "grapevine.log";

    /** What an operator names another configuration by. Each stands for several spellings, and for the environment. */
    private static final List<String> CONFIGURATIONS = List.of("log4j2.configurationFile", "log4j.configurationFile");

    private static volatile boolean isProcessOurs;

    private LogFile() {}

    /** From now on, who names the file decides how this process logs, unless the operator does. */
    static void takeProcess() {
        isProcessOurs = true;
    }

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
        if (isProcessOurs && CONFIGURATIONS.stream().noneMatch(PropertiesUtil.getProperties()::hasProperty)) {
            LogConfiguration.use(file.toString());
        }
    }
}
