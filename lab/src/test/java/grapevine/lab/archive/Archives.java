package grapevine.lab.archive;

import grapevine.lab.console.LabException;
import java.nio.file.Path;

/** The class archives of the jars as built, made once for all tests of this JVM. */
public final class Archives {
    private static final Path FOLDER = made();

    private Archives() {}

    /** Where they are; any thread may ask, and waits for the first. */
    public static Path folder() {
        return FOLDER;
    }

    private static Path made() {
        Path folder = Path.of("target", "archives").toAbsolutePath();
        try {
            Path jars = Path.of(System.getProperty("grapevine.root", "..")).toAbsolutePath();
            Recording.make(jars, folder);
            LaboratoryRecording.make(jars, folder);
        } catch (LabException e) {
            System.err.println("what tests start takes its classes from the jars: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return folder;
    }
}
