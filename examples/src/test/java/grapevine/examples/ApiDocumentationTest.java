package grapevine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Whoever embeds a peer reads its Javadoc, so no public word is without. */
class ApiDocumentationTest {
    private static final Set<ElementKind> EXPLAINED_ELSEWHERE =
            Set.of(ElementKind.RECORD_COMPONENT, ElementKind.PARAMETER, ElementKind.TYPE_PARAMETER);
    private static final List<String> ROOMS = List.of(
            "peer/src/main/java/grapevine/peer",
            "peer/src/main/java/grapevine/clock",
            "peer/src/main/java/grapevine/policy",
            "peer/src/main/java/grapevine/sampling",
            "testkit/src/main/java/grapevine/testkit",
            "micrometer/src/main/java/grapevine/micrometer");

    @Test
    void every_public_word_is_explained() throws IOException {
        List<String> all = new ArrayList<>();
        List<String> unexplained = new ArrayList<>();

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-cp", Program.classPath());
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources()));
            DocTrees docs = DocTrees.instance(task);
            Iterable<? extends CompilationUnitTree> units = task.parse();
            task.analyze();
            for (CompilationUnitTree unit : units) {
                unit.getTypeDecls()
                        .forEach(type -> look(docs, docs.getElement(TreePath.getPath(unit, type)), all, unexplained));
            }
        }

        assertThat(all)
                .as("what was looked at")
                .hasSizeGreaterThan(100)
                .contains(
                        "grapevine.peer.Peer.publish(byte[])",
                        "grapevine.policy.Order.STRICT",
                        "grapevine.sampling.SamplingRule",
                        "grapevine.testkit.TestNetwork.of(int)",
                        "grapevine.micrometer.PeerMetrics.close()");
        assertThat(unexplained).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String room : ROOMS) {
            try (Stream<Path> files = Files.list(Path.of("..", room))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
            }
        }
        return sources;
    }

    private static void look(DocTrees docs, Element element, List<String> all, List<String> unexplained) {
        boolean isPromised = element.getModifiers().contains(Modifier.PUBLIC)
                || element.getEnclosingElement().getKind() == ElementKind.INTERFACE;
        if (!isPromised || EXPLAINED_ELSEWHERE.contains(element.getKind())) {
            return;
        }
        String name = element instanceof TypeElement type
                ? type.getQualifiedName().toString()
                : element.getEnclosingElement() + "." + element;
        all.add(name);
        TreePath path = docs.getPath(element);
        boolean isWritten = path != null && docs.getElement(path) == element && !isMadeByTheCompiler(docs, path);
        boolean isInherited = element.getAnnotation(Override.class) != null;
        if (isWritten && !isInherited && docs.getDocComment(path) == null && !isMain(element)) {
            unexplained.add(name);
        }
        for (Element inner : element.getEnclosedElements()) {
            look(docs, inner, all, unexplained);
        }
    }

    /** The parts of a record that are nowhere written are explained by its own words. */
    private static boolean isMadeByTheCompiler(DocTrees docs, TreePath path) {
        return docs.getSourcePositions().getEndPosition(path.getCompilationUnit(), path.getLeaf()) == Diagnostic.NOPOS;
    }

    /** It is explained by its class. */
    private static boolean isMain(Element element) {
        return element.getSimpleName().contentEquals("main");
    }
}
