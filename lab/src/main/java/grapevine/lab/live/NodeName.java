package grapevine.lab.live;

/** How the nodes of a network are called on the screen. */
public final class NodeName {
    private static final String BEGINNING = "Gossip-Node-";

    private NodeName() {}

    /** That of the node of this number. */
    public static String of(int number) {
        return BEGINNING + number;
    }

    /** What somebody typed without the beginning of a name, if it has that: the number, if it is one. */
    public static String numberIn(String typed) {
        return typed.startsWith(BEGINNING) ? typed.substring(BEGINNING.length()) : typed;
    }
}
