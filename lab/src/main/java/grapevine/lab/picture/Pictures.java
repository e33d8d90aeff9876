package grapevine.lab.picture;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodeAnswer;
import grapevine.lab.report.Fonts;
import grapevine.node.Quoted;
import grapevine.runtime.FileFault;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;

/** Files with pictures of a network: its topology, and beside it how many nodes have how many links. */
public final class Pictures {
    private Pictures() {}

    /**
     * What kind of picture a file is to be.
     *
     * @throws UsageException if its ending is neither svg nor png
     */
    public static String kind(Path file) throws UsageException {
        String name = String.valueOf(file.getFileName());
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if ((!ending.equals("svg") && !ending.equals("png")) || name.lastIndexOf('.') < 1) {
            throw new UsageException(Quoted.of(name) + " ends neither in .svg nor in .png");
        }
        return ending;
    }

    /**
     * Whether both pictures can be written; nothing is.
     *
     * @throws LabException if they cannot, as far as that can be told before
     */
    public static void check(Path file) throws LabException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new LabException("cannot write " + file + ": there is no folder " + folder);
        }
        for (Path each : List.of(file, degreesBeside(file))) {
            if (Files.isDirectory(each)) {
                throw new LabException("cannot write " + each + ": it is a folder");
            }
            if (!Files.isWritable(Files.exists(each) ? each : folder)) {
                throw new LabException("cannot write " + each + ": permission denied");
            }
        }
        checkFonts(Fonts::check);
    }

    private static Path degreesBeside(Path file) {
        String name = String.valueOf(file.getFileName());
        int ending = name.lastIndexOf('.');
        return file.resolveSibling(name.substring(0, ending) + "-degrees" + name.substring(ending));
    }

    static void checkFonts(Runnable check) throws LabException {
        try {
            check.run();
        } catch (UnsupportedOperationException e) {
            throw new LabException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes both pictures.
     *
     * @param file of the first; the second is called the same with {@code -degrees} before its ending
     * @return the two files
     * @throws LabException if they cannot be written
     */
    public static List<Path> write(Path file, NetworkAnswer network, List<NodeAnswer> nodes)
            throws UsageException, LabException {
        String kind = kind(file);
        check(file);
        Path degrees = degreesBeside(file);
        Map<Integer, Set<Integer>> links = links(nodes);
        String title = title(network, links);
        TopologyPicture topology = topology(title, nodes, links);
        try {
            Files.write(file, kind.equals("svg") ? svg(topology) : png(topology));
            CategoryChart chart = degrees(title, links);
            Files.write(degrees, ChartEncoder.getBytes(chart, kind));
            return List.of(file, degrees);
        } catch (IOException e) {
            throw new LabException("cannot write " + file + ": " + FileFault.reason(e));
        }
    }

    private static TopologyPicture topology(String title, List<NodeAnswer> nodes, Map<Integer, Set<Integer>> links) {
        Map<Integer, TopologyPicture.Node> drawn = new TreeMap<>();
        nodes.forEach(node -> drawn.put(
                node.number(),
                new TopologyPicture.Node(node.state(), Objects.requireNonNull(links.get(node.number())))));
        return new TopologyPicture(title, drawn);
    }

    /** A link is there if one end has it: the other may stand still, and then it tells of none. */
    private static Map<Integer, Set<Integer>> links(List<NodeAnswer> nodes) {
        Map<Integer, Set<Integer>> links = new TreeMap<>();
        nodes.forEach(node -> links.put(node.number(), new TreeSet<>()));
        for (NodeAnswer node : nodes) {
            Set<Integer> ofNode = Objects.requireNonNull(links.get(node.number()));
            for (int other : node.neighbours()) {
                Set<Integer> ofOther = links.get(other);
                if (ofOther != null) {
                    ofOther.add(node.number());
                    ofNode.add(other);
                }
            }
        }
        return links;
    }

    private static String title(NetworkAnswer network, Map<Integer, Set<Integer>> links) {
        int ends = links.values().stream().mapToInt(Set::size).sum();
        return network.name() + ": " + network.kind() + ", " + links.size() + " nodes, " + ends / 2 + " links";
    }

    private static byte[] svg(TopologyPicture picture) throws IOException {
        VectorGraphics2D on = new VectorGraphics2D();
        picture.draw(on);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Processors.get("svg")
                .getDocument(on.getCommands(), new PageSize(0, 0, TopologyPicture.WIDTH, TopologyPicture.HEIGHT))
                .writeTo(bytes);
        return bytes.toByteArray();
    }

    private static byte[] png(TopologyPicture picture) throws IOException {
        BufferedImage image =
                new BufferedImage(TopologyPicture.WIDTH, TopologyPicture.HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D on = image.createGraphics();
        picture.draw(on);
        on.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static CategoryChart degrees(String title, Map<Integer, Set<Integer>> links) {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        links.values().forEach(of -> counts.merge(of.size(), 1, Integer::sum));
        int most = counts.isEmpty() ? 0 : counts.lastKey();
        List<Integer> degrees = new ArrayList<>();
        List<Integer> nodes = new ArrayList<>();
        for (int degree = 0; degree <= most; degree++) {
            degrees.add(degree);
            nodes.add(counts.getOrDefault(degree, 0));
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(760)
                .height(440)
                .title(title)
                .xAxisTitle("links")
                .yAxisTitle("nodes")
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setSeriesColors(new Color[] {TopologyPicture.READY});
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.addSeries("nodes", degrees, nodes);
        return chart;
    }
}
