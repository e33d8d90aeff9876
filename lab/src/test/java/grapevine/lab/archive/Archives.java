package grapevine.lab.archive;

import grapevine.lab.console.LabException;
import java.nio.file.Path;

/** The class archives of the daemons as built, made once for all tests of this JVM. */
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
            Recording.make(Path.of(System.getProperty("grapevine.root", "..")).toAbsolutePath(), folder);
        } catch (LabException e) {
            System.err.println("the daemons start without archives: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return folder;
    }
}
