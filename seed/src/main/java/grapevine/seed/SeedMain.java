package grapevine.seed;

/** Entry point of {@code seed.jar}. */
public final class SeedMain {

    private SeedMain() {}

    public static void main(String[] args) {
        System.err.println("usage: java -jar seed.jar PORT");
        System.exit(2);
    }
}
