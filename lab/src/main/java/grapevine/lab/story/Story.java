package grapevine.lab.story;

import grapevine.lab.console.Command;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code story}: the logs of several nodes as one. */
public final class Story implements Command {
    @Override
    public String name() {
        return "story";
    }

    @Override
    public String summary() {
        return "Put the logs of several nodes into one order, whatever their clocks.";
    }

    @Override
    public String arguments() {
        return "FILE...";
    }

    @Override
    public String description() {
        return "Prints the lines of these logs in one order. By their times alone, as sort has them, a reply may stand"
                + " before what it replies to where a clock is wrong; here no node has a message before the one that it"
                + " came from. The lines stay as they are.";
    }

    @Override
    public List<String> examples() {
        return List.of("story outputfile-*.log", "story host1/*.log host2/*.log");
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Output output) throws UsageException {
        List<Path> files = line.getArgList().stream().map(Path::of).toList();
        if (files.isEmpty()) {
            throw new UsageException("of which logs? Their names are lacking, as in "
                    + examples().get(0));
        }
        Merge merge = new Merge(Merge.MOST_REMEMBERED);
        try {
            for (Path file : files) {
                if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                    output.err().println("grapevine story: \"" + file + "\" is no file that can be read");
                    return 1;
                }
            }
            merge.tell(files, output.out()::println);
        } catch (IOException e) {
            output.err().println("grapevine story: " + e.getMessage());
            return 1;
        }
        for (Path file : merge.without()) {
            output.err()
                    .println("grapevine story: \"" + file + "\" is not told, as no line of it has a time, as those of a"
                            + " node's log have");
        }
        if (!merge.isAllRemembered()) {
            output.err()
                    .println("grapevine story: these logs tell of more than " + Merge.MOST_REMEMBERED
                            + " arrivals of messages; the order of the later ones is that of their times");
        }
        return merge.without().size() == files.size() ? 1 : 0;
    }
}
