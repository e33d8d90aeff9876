package grapevine.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page in the jar was built of the sources that are here. */
class PageIsBuiltTest {
    private static final Path SOURCES = Path.of("page");
    private static final Path BUILT = Path.of("src/main/resources/grapevine/lab/page");

    @Test
    void of_these_sources() throws IOException, NoSuchAlgorithmException {
        assertThat(Files.readString(BUILT.resolve("sources.sha256")).strip())
                .as("lab/page was changed after it was built: npm ci && npm run build there")
                .isEqualTo(hash());
    }

    private static String hash() throws IOException, NoSuchAlgorithmException {
        SortedSet<String> sources = new TreeSet<>(
                List.of("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"));
        try (Stream<Path> files = Files.list(SOURCES.resolve("src"))) {
            files.forEach(file -> sources.add("src/" + file.getFileName()));
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String source : sources) {
            digest.update((source + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(SOURCES.resolve(source)));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** It takes nothing from elsewhere, so that it works without a network. */
    @Test
    void it_names_no_address_elsewhere() throws IOException {
        assertThat(Files.readString(BUILT.resolve("index.html"))).doesNotContain("://");
    }
}
