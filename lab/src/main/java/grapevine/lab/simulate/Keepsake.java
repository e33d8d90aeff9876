package grapevine.lab.simulate;

import grapevine.lab.console.UsageException;
import grapevine.sim.result.Effort;
import grapevine.sim.result.Results;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Something that a run of the simulator leaves behind when it is asked to: an option with a place in the file system.
 *
 * @param option its name, without the dashes
 * @param place what stands for the place in the help text, {@code DIR} or {@code FILE}
 * @param meaning the help text
 * @param check looks at the place before the run
 * @param writer writes it once the run is over
 */
record Keepsake(String option, String place, String meaning, Check check, Writer writer) {
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

    /** Looks at a place. */
    @FunctionalInterface
    interface Check {
        /**
         * Looks at it.
         *
         * @throws IllegalArgumentException the one line that says why nothing can be written there
         * @throws UnsupportedOperationException the one line that says what this machine lacks for it
         */
        void look(Path place);
    }

    /** Makes sure before a long run that something can be written there. */
    void checkWritable(Path target) throws UsageException {
        try {
            check.look(target);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + option + ": " + e.getMessage() + ScenarioOptions.HINT);
        } catch (UnsupportedOperationException e) {
            throw new UsageException("--" + option + ": " + e.getMessage());
        }
    }
}
