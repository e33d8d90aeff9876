package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide and the front page show compiles, as it stands there. */
class GuideTest {
    /** A block that is no program of its own has a peer at hand, and what the guide says that it wants. */
    private static final String AROUND = """
            %s
            class %s {
                Peer peer;

                void show() throws Exception {
            %s
                }
            }
            """;

    @Test
    void every_piece_of_it_compiles(@TempDir Path classes) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        Map<Boolean, List<String>> blocks =
                Guide.blocks("java").stream().collect(Collectors.partitioningBy(GuideTest::isOfImports));
        assertThat(blocks.get(true)).hasSize(1);
        for (String block : blocks.get(false)) {
            String name = block.contains("public class Hello") ? "Hello" : "Piece" + sources.size();
            String imports = blocks.get(true).get(0);
            sources.add(new Source(name, name.equals("Hello") ? block : AROUND.formatted(imports, name, block)));
        }

        StringWriter complaints = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-proc:none", "-Xlint:all", "-Werror", "-cp", Program.classPath(), "-d", classes.toString());
        boolean isGood =
                compiler.getTask(complaints, null, null, options, null, sources).call();

        assertThat(sources).hasSizeGreaterThan(6);
        assertThat(isGood).as(complaints.toString()).isTrue();
    }

    private static boolean isOfImports(String block) {
        return block.lines().allMatch(line -> line.startsWith("import "));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
