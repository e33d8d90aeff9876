package grapevine.bench;

import java.util.List;

/** Entry point of {@code ./grapevine bench}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new Bench().run(List.of(args), System.out, System.err));
    }
}
