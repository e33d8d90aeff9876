package grapevine.spring;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import grapevine.policy.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the guide shows of a Spring Boot application is what is tried here. */
class GuideTest {
    private static final Path ROOT = Path.of(System.getProperty("seed.jar")).resolveSibling("");

    @Test
    void its_class_is_that_of_the_application_here() throws IOException {
        assertThat(Files.readString(Path.of("src/test/java/grapevine/spring/Prices.java")))
                .endsWith(block("~~~java", "~~~"));
    }

    @Test
    void its_settings_are_taken(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("guide.yaml"), block("```yaml", "```"));
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withConfiguration(AutoConfigurations.of(GrapevineAutoConfiguration.class))
                .withPropertyValues("spring.config.location=file:" + file, "grapevine.port=0")
                .run(context -> {
                    assertThat(context).hasSingleBean(Peer.class);
                    assertThat(context.getBean(PeerConfig.class))
                            .hasToString(PeerConfig.builder()
                                    .clocks(Clocks.ON)
                                    .network("prices")
                                    .port(0)
                                    .receiveOwn(true)
                                    .seeds("10.0.0.1:5000", "10.0.0.2:5000")
                                    .build()
                                    .toString());
                });
    }

    private static String block(String begin, String end) throws IOException {
        Pattern block = Pattern.compile("^" + begin + "\n(.*?)^" + end + "$", Pattern.DOTALL | Pattern.MULTILINE);
        return block.matcher(Files.readString(ROOT.resolve("docs/library.md")))
                .results()
                .map((MatchResult each) -> each.group(1))
                .reduce((one, another) -> {
                    throw new AssertionError("more than one " + begin);
                })
                .orElseThrow();
    }
}
