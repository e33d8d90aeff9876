package grapevine.node;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Foreign text made safe for a line of a log or a terminal: in double quotes, on one line, with nothing in it that a
 * terminal would obey.
 */
public final class Quoted {
    /** The characters shown of a long text. */
    public static final int SHOWN = 200;

    private static final HexFormat HEX = HexFormat.of();

    private Quoted() {}

    /**
     * The first {@value #SHOWN} characters in quotes; a longer text ends in {@code ...} before the closing quote.
     * Quotes, backslashes, control and direction characters and halves of surrogate pairs are escaped as in Java
     * source, and at the end what would look like a space or like nothing.
     */
    public static String of(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), SHOWN) + 8).append('"');
        int visible = visible(text);
        int at = 0;
        while (at < text.length() && at < SHOWN) {
            int character = text.codePointAt(at);
            if (at < visible || character == ' ') {
                append(line, character);
            } else {
                appendEscaped(line, character);
            }
            at += Character.charCount(character);
        }
        return line.append(at < text.length() ? "...\"" : "\"").toString();
    }

    /**
     * All of it in quotes, read as UTF-8. Each byte that is none is shown as {@code \\xff}, which no text is mistaken
     * for, since its own backslashes are doubled.
     */
    public static String whole(byte[] bytes) {
        StringBuilder line = new StringBuilder(bytes.length + 8).append('"');
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (true) {
            if (out.flip().hasRemaining()) {
                out.codePoints().forEach(character -> append(line, character));
            }
            if (!result.isError()) {
                return line.append('"').toString();
            }
            for (int i = 0; i < result.length(); i++) {
                line.append("\\x").append(HEX.toHexDigits(in.get()));
            }
            out.clear();
            result = decoder.decode(in, out, true);
        }
    }

    /**
     * A line of our own in which foreign text may stand as it came: the same on one line, with nothing in it that a
     * terminal would obey. Quotes and backslashes stay as they are.
     */
    public static String inLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                line.append((char) character);
            } else {
                append(line, character);
            }
        });
        return line.toString();
    }

    /** Whether {@link #of} leaves a part of the text out. */
    static boolean cuts(String text) {
        return text.length() > SHOWN && text.offsetByCodePoints(0, text.codePointCount(0, SHOWN)) < text.length();
    }

    /** Whether the text can stand in a line without quotes: printable ASCII without space, quote, comma, backslash. */
    static boolean isPlain(String text) {
        return !text.isEmpty()
                && text.length() <= SHOWN
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != ',' && c != '\\');
    }

    private static void append(StringBuilder line, int character) {
        switch (character) {
            case '"' -> line.append("\\\"");
            case '\\' -> line.append("\\\\");
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (isHarmless(character)) {
                    line.appendCodePoint(character);
                } else {
                    appendEscaped(line, character);
                }
            }
        }
    }

    private static void appendEscaped(StringBuilder line, int character) {
        for (char half : Character.toChars(character)) {
            line.append("\\u").append(HEX.toHexDigits(half));
        }
    }

    /** How much of the text comes before the blanks at its end. */
    private static int visible(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Spaces of any width, and the letters and symbols that show nothing: fillers, the empty Braille cell. */
    private static boolean isBlank(char character) {
        return Character.getType(character) == Character.SPACE_SEPARATOR
                || "\u115f\u1160\u2800\u3164\uffa0".indexOf(character) >= 0;
    }

    /** Format characters (direction, zero width) and separators can make a line look like another one. */
    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
