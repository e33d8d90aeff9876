package grapevine.runtime;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

/** The clocks of the machine. Uptime is Linux's, which counts the time that the machine slept. For any thread. */
class MachineClocks {
    private static final Path UPTIME = Path.of("/proc/uptime");

    long nanoTime() {
        return System.nanoTime();
    }

    /** Milliseconds since 1970. */
    long wallMillis() {
        return System.currentTimeMillis();
    }

    /** Milliseconds since the machine was started, sleep included; -1 where that is not told. */
    long uptimeMillis() {
        try {
            String text = Files.readString(UPTIME);
            return new BigDecimal(text.substring(0, text.indexOf(' ')))
                    .movePointRight(3)
                    .longValue();
        } catch (IOException | RuntimeException e) {
            return -1; // no such file, or none of this kind: another system
        }
    }
}
