package grapevine.lab.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The clocks of processes on this machine, set while they run: that on the wall, and that which is never set. */
final class WallClock {
    private final Path library;
    private final Path file;

    private WallClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /** A machine without a C compiler skips the test. */
    static Path library(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("wallclock.c");
        try (InputStream text = Objects.requireNonNull(WallClock.class.getResourceAsStream("wallclock.c"))) {
            Files.copy(text, source);
        }
        Path library = folder.resolve("wallclock.so");
        Assumptions.assumeTrue(
                isMade("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl"), "no cc");
        return library;
    }

    private static boolean isMade(String... command) throws InterruptedException {
        try {
            Process compiler = new ProcessBuilder(command).inheritIO().start();
            return compiler.waitFor(1, TimeUnit.MINUTES) && compiler.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static WallClock ahead(Path library, Duration ahead) throws IOException {
        WallClock clock =
                new WallClock(library, Files.createTempFile(Objects.requireNonNull(library.getParent()), "ahead", ""));
        clock.set(ahead);
        return clock;
    }

    /** From now on it is so far ahead of the true time. */
    void set(Duration ahead) throws IOException {
        write(0, ahead);
    }

    /** From now on the clock that is never set is behind by so much: it stood still for that long, in a sleep. */
    void sleptFor(Duration time) throws IOException {
        write(Long.BYTES, time);
    }

    private void write(long at, Duration what) throws IOException {
        ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        nanos.putLong(what.toNanos()).flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(nanos, at);
        }
    }

    /** What a process is started by to have this clock. */
    String[] command() {
        return new String[] {"env", "LD_PRELOAD=" + library, "WALL_CLOCK_AHEAD=" + file};
    }
}
