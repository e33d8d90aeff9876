package grapevine.wire;

/** The sizes that nobody may exceed on the wire, in bytes; each is checked before memory is taken. */
public final class Limits {
    /** A line without its newline. */
    public static final int LINE = 1024;

    /** The first line of a connection. */
    public static final int HELLO = 256;

    /** A gossip payload; the default, a network may allow less. */
    public static final int PAYLOAD = 64 * 1024;

    /** The attributes of a gossip message. */
    public static final int ATTRIBUTES = 4 * 1024;

    /** A list of entries; all lists of one join together stay below it too. */
    public static final int LIST = 8 * 1024;

    /** Entries in one list. */
    public static final int LIST_ENTRIES = 128;

    /** What seeds tell each other in one body, and an answer to a person. */
    public static final int BODY = 64 * 1024;

    /**
     * The largest age that is counted on from. Whoever states a larger one has it; those who come then all get this one
     * and one more, and are ordered by their addresses.
     */
    public static final long COUNTED_AGE = 1L << 53;

    private Limits() {}
}
