package grapevine.sampling;

import java.util.Collection;
import java.util.Objects;

/** What a caller must give, told by the name he knows it by where it is missing. */
final class Required {
    private Required() {}

    /**
     * These, none of which is null.
     *
     * @throws NullPointerException with the name of the argument, {@code peers}, or of the element, {@code peers[3]}
     */
    static <T, C extends Collection<? extends T>> C all(C given, String name) {
        int at = 0;
        for (T each : Objects.requireNonNull(given, name)) {
            if (each == null) {
                throw new NullPointerException(name + "[" + at + "]");
            }
            at++;
        }
        return given;
    }
}
