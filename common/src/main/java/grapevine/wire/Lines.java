package grapevine.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes one message: a verb, its fields, perhaps a body. Checks what {@link Fields} checks on the other side. */
final class Lines {
    private final StringBuilder line = new StringBuilder(80);
    private String further = "";
    private byte[] bytes = {};

    Lines verb(String verb) {
        line.append(verb);
        return this;
    }

    Lines field(String text) {
        line.append(' ').append(text);
        return this;
    }

    Lines number(String name, long value) {
        line.append(' ').append(checked(name, value));
        return this;
    }

    Lines key(String name, long value) {
        line.append(' ').append(name).append('=').append(checked(name, value));
        return this;
    }

    Lines word(String name, String word) {
        if (!Text.isWord(word)) {
            throw new IllegalArgumentException(
                    name + "=\"" + word + "\" is not a word of 1.." + Text.WORD + " small letters and dashes");
        }
        return field(word);
    }

    Lines network(String network) {
        if (!NetworkName.isValid(network)) {
            throw new IllegalArgumentException("network=\"" + network + "\" " + NetworkName.RULE);
        }
        return field(network);
    }

    /** Which network, if it is said. */
    Lines furtherId(@Nullable Identity id) {
        return id == null ? this : field("id=" + id);
    }

    /** How many more characters a line of so many bytes takes. */
    int room(int limit) {
        return limit - line.length();
    }

    /** Ends a line that has no body. */
    void end() {
        end(Limits.LINE);
    }

    /** Ends a line that has no body and may be the first one. */
    void end(int limit) {
        bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length - 1 > limit) {
            throw new IllegalArgumentException("a line of " + (bytes.length - 1) + " bytes exceeds " + limit);
        }
    }

    /** A field that follows the body's length and those said before. */
    Lines further(String keyAndValue) {
        further += " " + keyAndValue;
        return this;
    }

    /** A further field that is an entry, if there is one. */
    Lines furtherEntry(String key, @Nullable Entry entry) {
        return entry == null ? this : further(key + "=" + BodyText.text(entry));
    }

    /** Ends the line with the body's length, and the message with the body. */
    void body(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        body(body, 0, body.length);
    }

    /** The same with a body that is no text, and stands among other bytes. */
    void body(byte[] array, int at, int length) {
        number("length", length);
        line.append(further);
        end();
        int lineLength = bytes.length;
        bytes = Arrays.copyOf(bytes, lineLength + length + 1);
        System.arraycopy(array, at, bytes, lineLength, length);
        bytes[bytes.length - 1] = '\n';
    }

    /** The whole message. */
    byte[] bytes() {
        return bytes;
    }

    static long checked(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + "=" + value + " must be >= 0");
        }
        return value;
    }

    static String hash(long hash) {
        return String.format(Locale.ROOT, "%016x", hash);
    }
}
