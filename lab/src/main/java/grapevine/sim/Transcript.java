package grapevine.sim;

import grapevine.wire.Address;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A readable line for each thing that happens, for whoever asked for it. */
final class Transcript {
    private @Nullable Consumer<String> lines;
    private long zero;

    /** Writes to this from now on; times count from {@code from}, ms. */
    void writeTo(Consumer<String> sink, long from) {
        lines = sink;
        zero = from;
    }

    /** A line about a process. */
    void note(long now, Address at, String what, Object detail) {
        if (lines != null) {
            lines.accept(String.format(Locale.ROOT, "%8.3f %s %s %s", (now - zero) / 1000.0, at, what, detail)
                    .stripTrailing());
        }
    }

    /** A line about one end of a connection. */
    void note(long now, VirtualLink end, String what, Object detail) {
        if (lines != null) {
            note(now, end.local(), "#" + end.number() + " " + what + " " + end.remote(), detail);
        }
    }
}
