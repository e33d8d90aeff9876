package grapevine.sim.net;

import grapevine.node.Fact;
import grapevine.node.FactLine;
import grapevine.wire.Address;
import grapevine.wire.Encoder;
import grapevine.wire.Message;
import java.nio.charset.StandardCharsets;
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
            Object text = detail instanceof Message message ? asWritten(message) : detail;
            lines.accept(String.format(Locale.ROOT, "%8.3f %s %s %s", (now - zero) / 1000.0, at, what, text)
                    .stripTrailing());
        }
    }

    /** What a process told, in the words of the daemons' logs. */
    void note(long now, Address at, Fact fact) {
        if (lines != null) {
            note(now, at, FactLine.of(fact), "");
        }
    }

    /** A message as a person would type it, its body behind a bar; one that the wire would refuse, as it is. */
    private static String asWritten(Message message) {
        String text;
        try {
            text = new String(Encoder.encode(message), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return message.toString();
        }
        return text.stripTrailing().replace("\n", " | ").replaceAll("\\p{Cntrl}", ".");
    }

    /** A line about one end of a connection. */
    void note(long now, VirtualLink end, String what, Object detail) {
        if (lines != null) {
            note(now, end.local(), "#" + end.number() + " " + what + " " + end.remote(), detail);
        }
    }
}
