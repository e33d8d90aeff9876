package grapevine.wire;

/** What a node says it is in its hello. */
public enum Role {
    SEED("seed"),
    PEER("peer");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }
}
