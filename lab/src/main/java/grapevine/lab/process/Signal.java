package grapevine.lab.process;

import grapevine.lab.console.LabException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What stops a process and has it go on; Java itself can only end one. */
enum Signal {
    STOP("STOP"),
    CONTINUE("CONT");

    private static final long SENT_WITHIN_SECONDS = 5;

    /** A status above this is that of a process that a signal ended. */
    private static final int BY_SIGNAL = 128;

    private final String word;

    Signal(String word) {
        this.word = word;
    }

    /** @throws LabException if it could not be sent */
    void send(Process process) throws LabException, InterruptedException {
        String failure = "cannot send SIG" + word + " to process " + process.pid();
        if (!process.isAlive()) {
            throw new LabException(failure + ": it has ended");
        }
        try {
            // The shell has it built in, where the command kill may be missing.
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + word + " " + process.pid())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(SENT_WITHIN_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new LabException(failure);
            }
        } catch (IOException e) {
            throw new LabException(failure + ": " + e.getMessage());
        }
    }

    /** How a process ended, as a person is told it. */
    static String wordFor(int status) {
        return switch (status) {
            case BY_SIGNAL + 9 -> "by SIGKILL";
            case BY_SIGNAL + 15 -> "by SIGTERM";
            default -> status > BY_SIGNAL ? "by signal " + (status - BY_SIGNAL) : "with status " + status;
        };
    }
}
