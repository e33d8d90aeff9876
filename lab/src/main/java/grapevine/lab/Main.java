package grapevine.lab;

import java.util.List;

/** Entry point of {@code grapevine.jar}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Commands commands = new Commands(List.of(new Demo(), new Simulate(Keepsakes.all())));
        System.exit(commands.run(List.of(args), new Output(System.out, System.err)));
    }
}
