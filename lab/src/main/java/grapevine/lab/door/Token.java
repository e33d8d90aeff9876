package grapevine.lab.door;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What lets whoever has it through the door.
 *
 * @param text 64 hexadecimal digits
 */
public record Token(String text) {
    private static final int BYTES = 32;

    /** A new one, which nobody can guess. */
    public static Token fresh() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Token(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return "Token";
    }
}
