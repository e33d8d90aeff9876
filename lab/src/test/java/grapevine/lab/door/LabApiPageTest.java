package grapevine.lab.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page about the door names what the door answers, and nothing else. */
class LabApiPageTest {
    private static final Path PAGE = Path.of("..", "docs", "lab-api.md");

    /** A request, or the end of one that begins as the one before: {@code `…/thaw`}. */
    private static final Pattern REQUEST = Pattern.compile("`(?:([A-Z]+ /api/[a-z0-9/]+)|…(/[a-z]+))[`?]");

    @RegisterExtension
    private final OpenDoor open = new OpenDoor();

    @Test
    void each_request_that_is_answered_stands_there_and_no_other() throws IOException {
        assertThat(named()).isEqualTo(open.door.requests());
    }

    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        String before = "";
        Matcher request = REQUEST.matcher(Files.readString(PAGE));
        while (request.find()) {
            String end = request.group(2);
            before = end == null ? request.group(1) : before.substring(0, before.lastIndexOf('/')) + end;
            named.add(before.replaceAll("/[0-9]+", "/{node}"));
        }
        return named;
    }
}
