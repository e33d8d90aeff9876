package grapevine.lab.report;

import grapevine.runtime.FileFault;
import grapevine.sim.result.Results;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jgrapht.Graph;
import org.jgrapht.graph.SimpleGraph;
import org.jgrapht.nio.AttributeType;
import org.jgrapht.nio.DefaultAttribute;
import org.jgrapht.nio.GraphExporter;
import org.jgrapht.nio.csv.CSVExporter;
import org.jgrapht.nio.csv.CSVFormat;
import org.jgrapht.nio.dot.DOTExporter;
import org.jgrapht.nio.graphml.GraphMLExporter;

/**
 * The overlay as a file for other programs: {@code .csv} (one link a line), {@code .graphml} or {@code .dot}. Peers are
 * named by their addresses, links are numbered, and both come in the order in which peers were started.
 */
public final class GraphFile {
    private final Path file;
    private final GraphExporter<Integer, Integer> exporter;
    private Results.Form form = new Results.Form(List.of(), new int[0], new int[0], -1);

    private GraphFile(Path file, String format) {
        this.file = file;
        this.exporter = exporter(format);
    }

    /**
     * A file to write later; its folder is looked at now.
     *
     * @throws IllegalArgumentException one line, if the name ends in no known format or the file cannot be written
     */
    public static GraphFile at(Path file) {
        String name = String.valueOf(file.getFileName());
        String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!name.contains(".") || !format.matches("csv|graphml|dot")) {
            throw new IllegalArgumentException(
                    "\"" + file + "\": the name says the format and has to end in .csv, .graphml or .dot");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("\"" + file + "\": there is no folder \"" + folder + "\"");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("\"" + file + "\" is a folder");
        }
        try {
            tryOut(file, folder);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("\"" + file + "\": the folder \"" + folder + "\" takes no files", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("\"" + file + "\" cannot be written: " + FileFault.reason(e), e);
        }
        return new GraphFile(file, format);
    }

    /** Permissions do not say everything, about a file of {@code /proc} for one; what is in the file stays. */
    private static void tryOut(Path file, Path folder) throws IOException {
        if (Files.exists(file)) {
            Files.newOutputStream(file, StandardOpenOption.APPEND).close();
        } else {
            Files.delete(Files.createTempFile(folder, "graph", ".tmp"));
        }
    }

    /** Writes the overlay, in place of what was in the file. */
    public void write(Results.Form overlay) throws IOException {
        form = overlay;
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            exporter.exportGraph(graph(overlay), out);
        }
    }

    private static Graph<Integer, Integer> graph(Results.Form form) {
        Supplier<Integer> unused = () -> {
            throw new IllegalStateException("peers and links are numbered here");
        };
        Graph<Integer, Integer> graph = new SimpleGraph<>(unused, unused, false);
        for (int peer = 0; peer < form.peers().size(); peer++) {
            graph.addVertex(peer);
        }
        for (int i = 0; i < form.edges().length; i += 2) {
            graph.addEdge(form.edges()[i], form.edges()[i + 1], i / 2);
        }
        return graph;
    }

    private String name(int peer) {
        return form.peers().get(peer).toString();
    }

    private GraphExporter<Integer, Integer> exporter(String format) {
        return switch (format) {
            case "csv" -> new CSVExporter<>(this::name, CSVFormat.EDGE_LIST, ',');
            case "dot" -> new DOTExporter<>(peer -> '"' + name(peer) + '"');
            default -> {
                GraphMLExporter<Integer, Integer> graphMl = new GraphMLExporter<>(this::name);
                graphMl.registerAttribute("degree", GraphMLExporter.AttributeCategory.NODE, AttributeType.INT);
                graphMl.setVertexAttributeProvider(
                        peer -> Map.of("degree", DefaultAttribute.createAttribute(form.degrees()[peer])));
                yield graphMl;
            }
        };
    }
}
