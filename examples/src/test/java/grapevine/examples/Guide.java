package grapevine.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The guide to the library, and what stands in it for its readers to copy. */
final class Guide {
    private static final Path FILE = Path.of("../docs/library.md");

    private Guide() {}

    /** Its blocks in a language, in their order. */
    static List<String> blocks(String language) throws IOException {
        Pattern block = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
        return block.matcher(Files.readString(FILE))
                .results()
                .map(Guide::content)
                .toList();
    }

    private static String content(MatchResult block) {
        return block.group(1);
    }
}
