package grapevine.lab.door;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Who may come through the door: whoever has the network's token, and a browser that was let in by a one-time code,
 * which has a token of its own from then on. The host that is asked for and, from a browser, the page that asks have to
 * be this door's own, so that no other page can use it, whatever name it has given to 127.0.0.1. Safe for several
 * threads.
 */
final class Gate {
    /** How long a code lets somebody in. */
    static final Duration CODE_LIVES = Duration.ofMinutes(10);

    private static final int MOST = 16;

    private record Code(Token text, long until) {}

    private final Token token;
    private final IntSupplier port;
    private final Deque<Code> codes = new ArrayDeque<>();
    private final Deque<Token> browsers = new ArrayDeque<>();

    /**
     * Of whoever has this token.
     *
     * @param port at which the door listens
     */
    Gate(Token token, IntSupplier port) {
        this.token = token;
        this.port = port;
    }

    /** Where it is. */
    int port() {
        return port.getAsInt();
    }

    /** Only who asks this door by its own name, and no other page. */
    void checkPage(Context context) throws Refusal {
        Set<String> own = Set.of("127.0.0.1:" + port(), "localhost:" + port());
        String host = context.header("Host");
        String origin = context.header("Origin");
        if (host == null || !own.contains(host)) {
            throw new Refusal(HttpStatus.FORBIDDEN, "asked for another host than this");
        }
        if (origin != null && own.stream().noneMatch(each -> origin.equals("http://" + each))) {
            throw new Refusal(HttpStatus.FORBIDDEN, "another page may not ask here");
        }
    }

    /** Only who has a token. */
    void checkToken(Context context) throws Refusal {
        String said = context.header("Authorization");
        if (said == null || !isKnown(said)) {
            throw new Refusal(HttpStatus.UNAUTHORIZED, "the token is lacking or wrong");
        }
    }

    private synchronized boolean isKnown(String said) {
        boolean isKnown = isSame(said, token);
        for (Token each : browsers) {
            isKnown |= isSame(said, each);
        }
        return isKnown;
    }

    private static boolean isSame(String said, Token token) {
        return MessageDigest.isEqual(
                said.getBytes(StandardCharsets.UTF_8), ("Bearer " + token.text()).getBytes(StandardCharsets.UTF_8));
    }

    /** A new code, which lets one browser in. Of more than {@value #MOST} the oldest is void. */
    synchronized Token code() {
        Token code = Token.fresh();
        codes.add(new Code(code, System.nanoTime() + CODE_LIVES.toNanos()));
        if (codes.size() > MOST) {
            codes.remove();
        }
        return code;
    }

    /** Lets a browser in. Of more than {@value #MOST} the one that came first has to go. */
    synchronized Token enter(String code) throws Refusal {
        codes.removeIf(each -> each.until - System.nanoTime() < 0);
        if (!codes.removeIf(each -> each.text.text().equals(code))) {
            throw new Refusal(
                    HttpStatus.UNAUTHORIZED,
                    "this address was used already, or is older than " + CODE_LIVES.toMinutes()
                            + " minutes (./grapevine watch makes another)");
        }
        Token browser = Token.fresh();
        browsers.add(browser);
        if (browsers.size() > MOST) {
            browsers.remove();
        }
        return browser;
    }
}
