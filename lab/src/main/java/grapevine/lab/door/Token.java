package grapevine.lab.door;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * What whoever comes through the door has to have. The host it asks for and, from a browser, the page that asks have to
 * be this door's own, so that no other page can use it, whatever name it has given to 127.0.0.1.
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

    void check(Context context) throws Refusal {
        Set<String> own = Set.of("127.0.0.1:" + context.port(), "localhost:" + context.port());
        String host = context.header("Host");
        String origin = context.header("Origin");
        if (host == null || !own.contains(host)) {
            throw new Refusal(HttpStatus.FORBIDDEN, "asked for another host than this");
        }
        if (origin != null && own.stream().noneMatch(each -> origin.equals("http://" + each))) {
            throw new Refusal(HttpStatus.FORBIDDEN, "another page may not ask here");
        }
        String said = context.header("Authorization");
        if (said == null || !isSame(said, "Bearer " + text)) {
            throw new Refusal(HttpStatus.UNAUTHORIZED, "the token is lacking or wrong");
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
