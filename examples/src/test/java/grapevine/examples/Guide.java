package grapevine.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The guide to the library and the front page, and what stands in them for their readers to copy. */
final class Guide {
    private static final Path FILE = Path.of("../docs/library.md");
    private static final Path FRONT = Path.of("../README.md");

    private Guide() {}

    /** Their blocks in a language, in their order, those of the guide first. */
    static List<String> blocks(String language) throws IOException {
        Pattern block = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
        return block.matcher(Files.readString(FILE) + Files.readString(FRONT))
                .results()
                .map(Guide::content)
                .toList();
    }

    /** The command lines the guide shows for the examples, by the example's name, each in its words. */
    static Map<String, List<List<String>>> exampleCommands() throws IOException {
        Pattern line = Pattern.compile("^(java -cp peer\\.jar \\S+/(\\w+)\\.java .*)$", Pattern.MULTILINE);
        return line.matcher(Files.readString(FILE))
                .results()
                .collect(Collectors.groupingBy(
                        each -> each.group(2),
                        TreeMap::new,
                        Collectors.mapping(each -> List.of(each.group(1).split(" ")), Collectors.toList())));
    }

    private static String content(MatchResult block) {
        return block.group(1);
    }
}
