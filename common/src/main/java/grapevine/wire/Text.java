package grapevine.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rules of what may stand in a line as text, for both directions. */
final class Text {
    private static final byte[] BASE64_URL = new byte[128];

    static {
        Arrays.fill(BASE64_URL, (byte) -1);
        String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < all.length(); i++) {
            BASE64_URL[all.charAt(i)] = (byte) i;
        }
    }

    /** The longest word: a reason or an outcome. */
    static final int WORD = 32;

    /** The longest free text, in bytes of UTF-8; an {@code Error} line with it still fits the first line's limit. */
    static final int FREE = 200;

    private static final int QUOTED = 40;

    private Text() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isWord(String text) {
        return !text.isEmpty() && text.length() <= WORD && text.chars().allMatch(Text::isWordCharacter);
    }

    static boolean isWordCharacter(int c) {
        return (c >= 'a' && c <= 'z') || c == '-';
    }

    static boolean isKeyCharacter(int c) {
        return (c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '_';
    }

    /** Any ASCII character that leaves ink. */
    static boolean isVisible(int c) {
        return c > ' ' && c < 0x7f;
    }

    /**
     * The text as one printable line: what a terminal would obey rather than show becomes {@code ?}, spaces around it
     * go, and what exceeds {@link #FREE} is cut between characters. A text that was made so stays as it is.
     */
    static String printable(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), FREE));
        int bytes = 0;
        String stripped = text.strip();
        for (int i = 0; i < stripped.length(); ) {
            int c = stripped.codePointAt(i);
            int shown = isPrintable(c) ? c : '?';
            bytes += utf8Length(shown);
            if (bytes > FREE) {
                break;
            }
            line.appendCodePoint(shown);
            i += Character.charCount(c);
        }
        return line.toString().strip();
    }

    /** The beginning of these bytes, fit to be shown between quotes. */
    static String quote(byte[] bytes, int from, int to) {
        StringBuilder quoted = new StringBuilder();
        for (int i = from; i < Math.min(to, from + QUOTED); i++) {
            quoted.append(shown(bytes[i]));
        }
        return to - from > QUOTED ? quoted.append("...").toString() : quoted.toString();
    }

    static char shown(byte b) {
        return b == ' ' || (isVisible(b) && b != '"') ? (char) b : '?';
    }

    /** Null if the bytes are not UTF-8. */
    static @Nullable String utf8(byte[] bytes, int from, int to) {
        try {
            ByteBuffer range = ByteBuffer.wrap(bytes, from, to - from);
            return StandardCharsets.UTF_8.newDecoder().decode(range).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isPrintable(int c) {
        if (c < 0x80) {
            return c >= ' ' && c != 0x7f;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static int utf8Length(int c) {
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        return c < 0x10000 ? 3 : 4;
    }

    /** The six bits that a character of Base64 for addresses of the web stands for, -1 if it is none. */
    static int ofBase64Url(byte b) {
        return b < 0 ? -1 : BASE64_URL[b];
    }
}
