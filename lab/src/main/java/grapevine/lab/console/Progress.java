package grapevine.lab.console;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a long piece of work is, on one line of a terminal that is wiped at the end; nothing where there is no
 * terminal.
 */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 79;
    private static final int EVERY_MILLIS = 200;

    private final PrintStream err;
    private final @Nullable ProgressBar bar;

    private Progress(PrintStream err, @Nullable ProgressBar bar) {
        this.err = err;
        this.bar = bar;
    }

    /**
     * Begins at nothing done.
     *
     * @param task a word that stands before the bar
     */
    public static Progress on(PrintStream err, String task) {
        if (!Screen.isTerminal()) {
            return new Progress(err, null);
        }
        return new Progress(
                err,
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(100)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(EVERY_MILLIS)
                        .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH) {
                            @Override
                            public void close() {
                                // no new line: this one is wiped
                            }
                        })
                        .build());
    }

    /** So much of so much is done. */
    public void to(long done, long of) {
        if (bar != null) {
            bar.stepTo(done * 100 / of);
        }
    }

    /** A line above the bar. */
    public void say(PrintStream out, String line) {
        wipe();
        out.println(line);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            wipe();
        }
    }

    private void wipe() {
        if (bar != null) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
        }
    }
}
