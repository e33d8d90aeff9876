package grapevine.sim;

import java.util.Locale;

/** Why a message that was sent does not arrive. */
public enum Drop {
    /** Thrown away by its sender, as an overloaded one does. */
    OVERLOADED,
    /** The connection had become half-open. */
    BLACKHOLED,
    /** Something on the way broke the connection off at this message. */
    BROKEN,
    /** The dial came to nothing, or was given up. */
    NOT_CONNECTED,
    /** Its sender closed the connection, and it had not got out. */
    NEVER_LEFT,
    /** Its receiver had closed the connection. */
    LINK_CLOSED,
    /** The receiving process was gone. */
    RECEIVER_GONE;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in tables: {@code link-closed}. */
    public String word() {
        return word;
    }
}
