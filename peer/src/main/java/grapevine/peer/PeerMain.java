package grapevine.peer;

/** Entry point of {@code peer.jar}. */
public final class PeerMain {

    private PeerMain() {}

    public static void main(String[] args) {
        System.err.println("usage: java -jar peer.jar PORT");
        System.exit(2);
    }
}
