package grapevine.lab.door;

import grapevine.lab.door.Answers.PeerAnswer;
import grapevine.lab.live.LiveNetwork;
import grapevine.lab.live.LiveNode;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.traverse.BreadthFirstIterator;

/** Who is reached from a node along the links as their ends see them now. */
final class Reach {
    private Reach() {}

    /** Those at most so many links away, the nearest first. Whoever stands still or is dead cannot be asked. */
    static List<PeerAnswer> of(LiveNetwork network, LiveNode from, int depth) throws Refusal {
        if (!from.isAnswering()) {
            throw new Refusal(
                    HttpStatus.CONFLICT, from.name() + " is " + from.state() + ": it cannot be asked for its peers");
        }
        Graph<Integer, DefaultEdge> links = new DefaultDirectedGraph<>(DefaultEdge.class);
        links.addVertex(from.number());
        LiveNode.looks(depth == 1 ? List.of(from) : network.nodes())
                .forEach((node, look) -> network.linksOf(look)
                        .keySet()
                        .forEach(other -> Graphs.addEdgeWithVertices(links, node.number(), other)));
        BreadthFirstIterator<Integer, DefaultEdge> walk = new BreadthFirstIterator<>(links, from.number());
        walk.next(); // the node itself
        List<PeerAnswer> reached = new ArrayList<>();
        while (walk.hasNext()) {
            int number = walk.next();
            if (walk.getDepth(number) > depth) {
                break;
            }
            network.node(number)
                    .ifPresent(peer -> reached.add(new PeerAnswer(
                            number,
                            peer.name(),
                            "127.0.0.1:" + peer.port(),
                            walk.getDepth(number),
                            walk.getParent(number))));
        }
        return reached;
    }
}
