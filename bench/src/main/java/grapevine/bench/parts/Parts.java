package grapevine.bench.parts;

/** The parts of a peer alone. */
public final class Parts {
    private Parts() {}

    public static int run(boolean isQuick) {
        return 0;
    }
}
