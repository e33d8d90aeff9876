package grapevine.lab;

import grapevine.sim.Effort;
import grapevine.sim.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Something that a run of the simulator leaves behind when it is asked to: an option with a place in the file system.
 *
 * @param option its name, without the dashes
 * @param place what stands for the place in the help text, {@code DIR} or {@code FILE}
 * @param meaning the help text
 * @param isFolder whether the place is a folder, made where it is missing, or a file
 * @param writer writes it once the run is over
 */
record Keepsake(String option, String place, String meaning, boolean isFolder, Writer writer) {
    /** Writes what is kept. */
    @FunctionalInterface
    interface Writer {
        /**
         * Writes it.
         *
         * @param command what runs the same again
         */
        void write(Path place, Results results, Effort effort, String command) throws IOException;
    }

    /** Makes the folder, and makes sure before a long run that something can be written there. */
    void checkWritable(Path target) throws UsageException {
        try {
            Path folder = isFolder ? target : target.toAbsolutePath().getParent();
            if (isFolder) {
                Files.createDirectories(target);
            }
            if (folder == null || Files.isDirectory(target) != isFolder || !Files.isWritable(folder)) {
                throw new IOException("not writable");
            }
            Files.delete(Files.createTempFile(folder, ".probe", ""));
        } catch (IOException e) {
            throw new UsageException("--" + option + ": cannot write to \"" + target + "\"" + ScenarioOptions.HINT);
        }
    }
}
