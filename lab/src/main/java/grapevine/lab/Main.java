package grapevine.lab;

/** Entry point of {@code grapevine.jar}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.err.println("usage: grapevine COMMAND [ARGUMENT...]");
        System.exit(2);
    }
}
