package grapevine.sim.net;

import java.util.Locale;

/** Why a message that was sent does not arrive. */
public enum Drop {
    /** Thrown away by its sender, as an overloaded one does. */
    OVERLOADED("thrown away by its sender"),
    /** As much waited on its sender's links as there was room for. */
    NO_ROOM("no room where it was to wait"),
    /** The connection had become half-open. */
    BLACKHOLED("half-open connection"),
    /** It was part of a full segment, or behind one, where only small ones pass. */
    STUCK("full segment lost for ever"),
    /** Something on the way broke the connection off at this message. */
    BROKEN("connection reset on the way"),
    /** The dial came to nothing, or was given up. */
    NOT_CONNECTED("dial that came to nothing"),
    /** Its sender closed the connection, and it had not got out. */
    NEVER_LEFT("link closed before it left"),
    /** Its receiver had closed the connection. */
    LINK_CLOSED("link closed at the other end"),
    /** The receiving process was gone. */
    RECEIVER_GONE("process that was gone");

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String meaning;

    Drop(String meaning) {
        this.meaning = meaning;
    }

    /** The name in transcripts and files: {@code link-closed}. */
    public String word() {
        return word;
    }

    /** The same in words for people: {@code dial that came to nothing}. */
    public String meaning() {
        return meaning;
    }
}
