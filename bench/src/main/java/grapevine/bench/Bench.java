package grapevine.bench;

import java.io.PrintStream;
import java.util.List;

final class Bench {
    int run(List<String> args, PrintStream out, PrintStream err) {
        return 0;
    }
}
