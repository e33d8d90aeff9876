package grapevine.lab;

import grapevine.lab.archive.Archive;
import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import grapevine.lab.demo.Demo;
import grapevine.lab.simulate.Simulate;
import java.util.List;

/** Entry point of {@code grapevine.jar}: the list of its commands. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Commands commands = new Commands(List.of(new Demo(), new Simulate(), new Archive()));
        System.exit(commands.run(List.of(args), new Output(System.out, System.err)));
    }
}
