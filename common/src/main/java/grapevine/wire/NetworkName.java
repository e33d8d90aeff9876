package grapevine.wire;

/** What a network may be called. Nodes of networks with different names turn each other away. */
public final class NetworkName {
    /** In words, for whoever broke it. */
    public static final String RULE = "is not 1 to 64 of A-Z a-z 0-9 . _ -";

    static final int LONGEST = 64;

    private NetworkName() {}

    public static boolean isValid(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(NetworkName::isCharacter);
    }

    static boolean isCharacter(int c) {
        return Text.isLetter(c) || Text.isDigit(c) || c == '.' || c == '_' || c == '-';
    }
}
