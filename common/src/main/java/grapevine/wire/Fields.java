package grapevine.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the bytes of one line or body. Each method reads one thing or throws; there is exactly one way to write
 * anything, so what was read and written again is the same. Numbers and addresses are read in place.
 */
final class Fields {
    /** So many digits fit 64 bits; what exceeds 63 of them looks negative. */
    private static final int MOST_DIGITS = 19;

    private final byte[] bytes;
    private final int start;
    private int end;
    private int at;
    private int fieldAt;
    private String verb = "line";

    Fields(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.start = from;
        this.at = from;
        this.fieldAt = from;
        this.end = end;
    }

    /** Where the cursor is. */
    int at() {
        return at;
    }

    boolean isAtEnd() {
        return at == end;
    }

    /** Goes past the text if it stands here. */
    boolean skip(byte[] text) {
        int to = at + text.length;
        if (to > end || !Arrays.equals(bytes, at, to, text, 0, text.length)) {
            return false;
        }
        at = to;
        return true;
    }

    boolean skip(String text) {
        return skip(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The letters that stand here, perhaps none. */
    String letters() {
        int from = at;
        while (at < end && Text.isLetter(bytes[at])) {
            at++;
        }
        return text(from, at);
    }

    /** A terminal may end a line with two characters. */
    void dropCarriageReturn() {
        if (end > start && bytes[end - 1] == '\r') {
            end--;
        }
    }

    /** For messages about the fields that follow. */
    void isOf(String name) {
        verb = name;
    }

    /** Reads the one space between two fields. */
    void space() throws ProtocolException {
        separator(' ');
    }

    /** Reads the character that has to stand between two fields. */
    void separator(char c) throws ProtocolException {
        if (at == end) {
            throw new ProtocolException(ProtocolException.Reason.BAD_FIELD, verb + ": too few fields");
        }
        if (bytes[at] != c) {
            String expected = c == '\n' ? "a newline" : "\"" + c + "\"";
            throw bad("field", "has \"" + Text.shown(bytes[at]) + "\" where " + expected + " is expected");
        }
        at++;
    }

    /** A number in 0..2^63-1 without sign or leading zeros. */
    long number(String name) throws ProtocolException {
        return number(name, 0, Long.MAX_VALUE);
    }

    /** A number in 0..max. */
    int number(String name, int max) throws ProtocolException {
        return (int) number(name, 0, max);
    }

    /** A number in min..max without sign or leading zeros; 0 <= min. */
    long number(String name, long min, long max) throws ProtocolException {
        fieldAt = at;
        long value = 0;
        while (at < end && at - fieldAt <= MOST_DIGITS && Text.isDigit(bytes[at])) {
            value = value * 10 + bytes[at] - '0';
            at++;
        }
        int length = at - fieldAt;
        boolean isWellFormed = length == 1 || (length > 1 && length <= MOST_DIGITS && bytes[fieldAt] != '0');
        if (!isWellFormed || value < min || value > max) {
            throw notInRange(name, min, max);
        }
        return value;
    }

    /** The length of what follows the line. */
    int length(String name, int max) throws ProtocolException {
        long length = number(name);
        if (length > max) {
            throw new ProtocolException(
                    ProtocolException.Reason.BODY_TOO_LONG, verb + ": " + name + " " + length + " exceeds " + max);
        }
        return (int) length;
    }

    /** Sixteen lower-case hexadecimal digits. */
    long hash() throws ProtocolException {
        fieldAt = at;
        if (end - at < 16) {
            throw bad("hash", "is not 16 lower-case hexadecimal digits");
        }
        long value = 0;
        for (int i = at; i < at + 16; i++) {
            int digit = Ipv6Text.hexDigit(bytes[i]);
            if (digit < 0) {
                throw bad("hash", "is not 16 lower-case hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        at += 16;
        return value;
    }

    /** Numbers of 16 digits separated by commas, each once; those with a question mark are provisional. */
    Identity identity() throws ProtocolException {
        long[] numbers = new long[Identity.MOST];
        int count = 0;
        int provisional = 0;
        do {
            at += count == 0 ? 0 : 1;
            long number = hash();
            if (count == Identity.MOST || Arrays.stream(numbers, 0, count).anyMatch(earlier -> earlier == number)) {
                throw bad("id", "is not 1.." + Identity.MOST + " numbers, each once");
            }
            numbers[count] = number;
            if (isNext('?')) {
                provisional |= 1 << count;
                at++;
            }
            count++;
        } while (isNext(','));
        return Identity.of(Arrays.copyOf(numbers, count), provisional);
    }

    /** {@code 10.0.0.7} or {@code [::1]}, in its one text. */
    Ip ip(String name) throws ProtocolException {
        fieldAt = at;
        Ip ip = at < end && bytes[at] == '[' ? bracketed() : dotted();
        if (ip == null) {
            throw bad(name, "is not an ip in its one text, like 10.0.0.7 or [fe80::1]");
        }
        return ip;
    }

    /** {@code <ip>:<port>}. */
    Address address(String name) throws ProtocolException {
        Ip ip = ip(name);
        separator(':');
        return new Address(ip, (int) number("port", 1, 65535));
    }

    /** {@code [a-z-]{1,32}}: a word that this version may not know. */
    String word(String name) throws ProtocolException {
        String rule = "is not a word of 1.." + Text.WORD + " small letters and dashes";
        return run(name, Text::isWordCharacter, Text.WORD, rule);
    }

    /** The name of a network. */
    String network() throws ProtocolException {
        return run("network", NetworkName::isCharacter, NetworkName.LONGEST, NetworkName.RULE);
    }

    /** {@code :<name>}: who holds a certificate; it has the form of the name of a network. */
    String holder() throws ProtocolException {
        separator(':');
        return run("holder", NetworkName::isCharacter, NetworkName.LONGEST, NetworkName.RULE);
    }

    /** Whatever stands up to the next space, for comparing with something expected. */
    String token() {
        fieldAt = at;
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        return text(fieldAt, at);
    }

    /** Everything that is left, which has to be UTF-8. */
    String utf8() throws ProtocolException {
        fieldAt = at;
        at = end;
        String text = Text.utf8(bytes, fieldAt, end);
        if (text == null) {
            throw bad("text", "is not UTF-8");
        }
        return text;
    }

    /** Whether a {@code key=value} field comes next, and not a plain one. */
    boolean isKeyNext() {
        int i = at + 1;
        while (i < end && Text.isKeyCharacter(bytes[i])) {
            i++;
        }
        return i < end && bytes[i] == '=';
    }

    /**
     * The key of the next {@code key=value} field at a line's end, with the cursor at its value; null at the end. Read
     * the value or {@link #skipValue} it.
     */
    @Nullable
    String key() throws ProtocolException {
        return skipKey() ? text(fieldAt, at - 1) : null;
    }

    /** Goes past the value of a key that is not known. */
    void skipValue() throws ProtocolException {
        int from = at;
        while (at < end && Text.isVisible(bytes[at])) {
            at++;
        }
        if (at == from) {
            throw bad("further field", "has no printable value");
        }
    }

    /** The key of an attribute, with the cursor at its value. */
    String attributeKey() throws ProtocolException {
        String rule = "is not a key of 1.." + Text.WORD + " characters a-z 0-9 _ -";
        String key = run("attribute", Text::isKeyCharacter, Text.WORD, rule);
        separator('=');
        return key;
    }

    /** Goes past so many bytes, written as Base64 for addresses of the web, unpadded, and with no bit too many. */
    void base64Url(String name, int length) throws ProtocolException {
        int more = length % 3;
        int to = at + length / 3 * 4 + (more == 0 ? 0 : more + 1);
        fieldAt = at;
        int unused = more == 1 ? 15 : more == 2 ? 3 : 0;
        if (to > end || !isBase64Url(to) || (Text.ofBase64Url(bytes[to - 1]) & unused) != 0) {
            throw bad(name, "is not " + length + " bytes in Base64");
        }
        at = to;
    }

    /** Looks at all of them, which are right but for once in a lifetime. */
    private boolean isBase64Url(int to) {
        int all = 0;
        for (int i = at; i < to; i++) {
            all |= Text.ofBase64Url(bytes[i]);
        }
        return all >= 0;
    }

    /** The bytes from here on. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }

    /** Whether this character stands here. */
    boolean isNext(char c) {
        return at < end && bytes[at] == c;
    }

    /** Checks and skips the fields that may stand at the end of any line. */
    void end() throws ProtocolException {
        while (skipKey()) {
            skipValue();
        }
    }

    /** A fault of what was read last. */
    ProtocolException bad(String name, String rule) {
        return new ProtocolException(
                ProtocolException.Reason.BAD_FIELD, verb + ": " + name + " \"" + quotedField() + "\" " + rule);
    }

    /** What was read last, fit to be shown. */
    String quotedField() {
        int to = fieldAt;
        while (to < end && bytes[to] != ' ' && bytes[to] != ';' && bytes[to] != '\n') {
            to++;
        }
        return Text.quote(bytes, fieldAt, to);
    }

    /** The beginning of it all, fit to be shown. */
    String quotedStart() {
        return Text.quote(bytes, start, end);
    }

    private String run(String name, IntPredicate allowed, int most, String rule) throws ProtocolException {
        fieldAt = at;
        while (at < end && at - fieldAt <= most && allowed.test(bytes[at])) {
            at++;
        }
        if (at == fieldAt || at - fieldAt > most) {
            throw bad(name, rule);
        }
        return text(fieldAt, at);
    }

    private boolean skipKey() throws ProtocolException {
        if (at == end) {
            return false;
        }
        space();
        fieldAt = at;
        while (at < end && Text.isKeyCharacter(bytes[at])) {
            at++;
        }
        if (at == fieldAt || at == end || bytes[at] != '=') {
            throw bad("further field", "is not key=value");
        }
        at++;
        return true;
    }

    private @Nullable Ip dotted() {
        while (at < end && (bytes[at] == '.' || Text.isDigit(bytes[at]))) {
            at++;
        }
        return Ipv4Text.read(bytes, fieldAt, at);
    }

    private @Nullable Ip bracketed() {
        while (at < end && bytes[at] != ']') {
            at++;
        }
        if (at == end) {
            return null;
        }
        at++;
        return Ipv6Text.read(bytes, fieldAt + 1, at - 1);
    }

    private ProtocolException notInRange(String name, long min, long max) {
        return bad(name, "is not a number in " + min + ".." + max + " without sign or leading zeros");
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
