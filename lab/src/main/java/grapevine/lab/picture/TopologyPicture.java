package grapevine.lab.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jgrapht.Graph;
import org.jgrapht.alg.drawing.FRLayoutAlgorithm2D;
import org.jgrapht.alg.drawing.model.Box2D;
import org.jgrapht.alg.drawing.model.MapLayoutModel2D;
import org.jgrapht.alg.drawing.model.Point2D;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;

/**
 * A network as a drawing: nodes with their numbers, larger the more links they have, coloured by their state; laid out
 * by forces (T. Fruchterman, E. Reingold, Graph Drawing by Force-directed Placement, 1991). The same network is drawn
 * the same.
 */
final class TopologyPicture {
    static final int WIDTH = 1000;
    static final int HEIGHT = 1000;

    private static final int MARGIN = 60;
    private static final int TITLE_HEIGHT = 50;
    private static final int ITERATIONS = 300;
    private static final double REPULSION = 0.5;
    private static final long LAYOUT = 7;

    /** Of more nodes the small ones are smaller than their numbers, which stand beside them. */
    private static final int MOST_WITH_NUMBERS_WITHIN = 60;

    /** Of more nodes the small ones are drawn without their numbers, which would cover each other. */
    private static final int MOST_WITH_NUMBERS = 300;

    private static final double LEAST_LABELLED = 8.5;
    private static final int SMALL_LETTERS = 9;

    private static final Color INK = new Color(0x22, 0x2b, 0x33);
    private static final Color LINK = new Color(0x9a, 0xa7, 0xb3);
    private static final Color PAPER = Color.WHITE;
    static final Color READY = new Color(0x1b, 0x7f, 0x6b);
    private static final Map<String, Color> STATES = Map.of(
            "ready", READY,
            "frozen", new Color(0x2f, 0x6d, 0xb5),
            "killed", new Color(0xb3, 0x30, 0x2a));
    private static final Color OTHER = new Color(0x8a, 0x6d, 0x1f);

    /** One node. */
    record Node(String state, Set<Integer> neighbours) {}

    private final String title;
    private final Map<Integer, Node> nodes;
    private final Graph<Integer, DefaultEdge> graph;
    private final Map<Integer, Point2D> places;

    TopologyPicture(String title, Map<Integer, Node> nodes) {
        this.title = title;
        this.nodes = nodes;
        graph = graph(nodes);
        places = places(graph);
    }

    private static Graph<Integer, DefaultEdge> graph(Map<Integer, Node> nodes) {
        Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
        nodes.keySet().forEach(graph::addVertex);
        nodes.forEach((number, node) -> {
            for (int other : node.neighbours()) {
                if (other != number && nodes.containsKey(other)) {
                    graph.addEdge(number, other);
                }
            }
        });
        return graph;
    }

    private static Map<Integer, Point2D> places(Graph<Integer, DefaultEdge> graph) {
        MapLayoutModel2D<Integer> model = new MapLayoutModel2D<>(
                Box2D.of(MARGIN, MARGIN + TITLE_HEIGHT, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN - TITLE_HEIGHT));
        new FRLayoutAlgorithm2D<Integer, DefaultEdge>(ITERATIONS, REPULSION, new Random(LAYOUT)).layout(graph, model);
        return filling(graph.vertexSet(), model);
    }

    /** Stretched so that the outermost nodes stand at the edges of the drawing. */
    private static Map<Integer, Point2D> filling(Set<Integer> nodes, MapLayoutModel2D<Integer> model) {
        DoubleSummaryStatistics across =
                nodes.stream().mapToDouble(node -> model.get(node).getX()).summaryStatistics();
        DoubleSummaryStatistics down =
                nodes.stream().mapToDouble(node -> model.get(node).getY()).summaryStatistics();
        Map<Integer, Point2D> places = new LinkedHashMap<>();
        for (int node : nodes) {
            double x = share(model.get(node).getX(), across);
            double y = share(model.get(node).getY(), down);
            places.put(
                    node,
                    Point2D.of(
                            MARGIN + x * (WIDTH - 2 * MARGIN),
                            MARGIN + TITLE_HEIGHT + y * (HEIGHT - 2 * MARGIN - TITLE_HEIGHT)));
        }
        return places;
    }

    private static double share(double value, DoubleSummaryStatistics of) {
        double range = of.getMax() - of.getMin();
        return range < 1e-9 ? 0.5 : (value - of.getMin()) / range;
    }

    void draw(Graphics2D on) {
        on.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        on.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        on.setColor(PAPER);
        on.fill(new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        on.setColor(INK);
        on.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 22));
        on.drawString(title, MARGIN / 2, 36);
        drawLegend(on);
        drawLinks(on);
        // Hubs last, so that nothing stands before them.
        nodes.entrySet().stream()
                .sorted(Comparator.comparing(
                        each -> each.getValue().neighbours().size()))
                .forEach(each -> drawNode(on, each.getKey(), each.getValue()));
    }

    /** How many nodes are in which state, if not all are ready. */
    private void drawLegend(Graphics2D on) {
        Map<String, Integer> states = new TreeMap<>();
        nodes.values().forEach(node -> states.merge(node.state(), 1, Integer::sum));
        if (states.keySet().equals(Set.of("ready"))) {
            return;
        }
        on.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        int x = MARGIN / 2;
        for (Map.Entry<String, Integer> state : states.entrySet()) {
            String words = state.getKey() + ": " + state.getValue();
            on.setColor(STATES.getOrDefault(state.getKey(), OTHER));
            on.fill(new Ellipse2D.Double(x, 53, 12, 12));
            on.setColor(INK);
            on.drawString(words, x + 18, 64);
            x += 18 + on.getFontMetrics().stringWidth(words) + 24;
        }
    }

    private void drawLinks(Graphics2D on) {
        on.setColor(LINK);
        on.setStroke(new BasicStroke(nodes.size() > 100 ? 0.8f : 1.6f));
        for (DefaultEdge link : graph.edgeSet()) {
            Point2D from = places.get(graph.getEdgeSource(link));
            Point2D to = places.get(graph.getEdgeTarget(link));
            if (from != null && to != null) {
                on.draw(new Line2D.Double(from.getX(), from.getY(), to.getX(), to.getY()));
            }
        }
    }

    private void drawNode(Graphics2D on, int number, Node node) {
        Point2D at = places.get(number);
        if (at == null) {
            return;
        }
        double radius = radius(node.neighbours().size());
        on.setColor(STATES.getOrDefault(node.state(), OTHER));
        on.fill(new Ellipse2D.Double(at.getX() - radius, at.getY() - radius, 2 * radius, 2 * radius));
        on.setColor(PAPER);
        on.setStroke(new BasicStroke(1.2f));
        on.draw(new Ellipse2D.Double(at.getX() - radius, at.getY() - radius, 2 * radius, 2 * radius));
        String label = String.valueOf(number);
        if (radius < LEAST_LABELLED) {
            if (nodes.size() <= MOST_WITH_NUMBERS) {
                on.setColor(INK);
                on.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, SMALL_LETTERS));
                on.drawString(label, (float) (at.getX() + radius + 1), (float) (at.getY() - radius / 2));
            }
            return;
        }
        on.setFont(new Font(Font.SANS_SERIF, Font.BOLD, (int)
                Math.round(Math.min(15, radius * 1.7 / label.length() + 2))));
        FontMetrics metrics = on.getFontMetrics();
        on.drawString(label, (float) (at.getX() - metrics.stringWidth(label) / 2.0), (float)
                (at.getY() + metrics.getAscent() / 2.0 - 1));
    }

    private double radius(int links) {
        return nodes.size() > MOST_WITH_NUMBERS_WITHIN
                ? Math.min(28, 1 + 2.3 * Math.sqrt(links))
                : Math.min(34, 11 + 2.5 * Math.sqrt(links));
    }
}
