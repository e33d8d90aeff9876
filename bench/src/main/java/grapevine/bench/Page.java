package grapevine.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** {@code benchmarks.md} and its plot. */
final class Page {
    private static final String HOW = """
            Nodes in one JVM, each with sockets of its own on loopback; one driver and one verifier for all systems. Each figure is
            the median of the rounds; each system has a fresh JVM (4 GB of heap, touched before it begins) in each round, in an order drawn anew. What
            crosses the machine's other work is in the figures: compare within one table, not between two.

            - *floor-flood*, *floor-tree*: bare `java.nio` over a fixed power-law graph (61 links for 32 nodes) or a tree of it
              (31), with duplicate detection and one write a link for all that came together, and nothing else. Of large
              payloads a flood sends several copies to each node, so that there the tree is the floor.
            - *grapevine-unordered* hands messages over as they come, the others of Grapevine those of each origin in its order.
            - *scalecube* is made for rare gossip: every member sends each broadcast up to 14 times (32 nodes), each
              copy serialized and written alone, so that it works to capacity at a rate far below the others', and its
              single broadcasts, which come faster than that, wait in line. A round of it has fewer under way, with
              more of which it is no faster, and a shorter warm-up, as said below.
            - Each system is warm: it publishes until that gets no faster before anything is measured.
            - *M/s*: million deliveries a second, summed over all nodes, while *one* node publishes or *all* do, with a bounded
              number of broadcasts under way; until the last is delivered. *floor*: that figure by the flood floor's.
            - *us*, *B*: CPU time (of all threads, garbage collection, driver and broker included) and bytes allocated for each
              delivery.
            - *p50, p99, max*: until the last node had it, of 200 single broadcasts 2 ms apart (20 ms those above 4 KiB), each from another node.
            - *said*: when the system said that all nodes are in; *formed*: when a first broadcast of every node was at every other.
            - *missing*: owed and not delivered; *told*: those of which the system itself said so; *twice*, *wrong*: delivered
              again, or not as published; *refused*: a publisher was told to try again. Sums over all rounds, warm-up included.
            - *gc*, *late*: the longest collection, and the latest (ms) that a thread woke which only sleeps, under load, in any round.
            - *MB*, *threads*: heap in use after everything and a collection, and threads, for each node.
            """;

    private final ResultsTable table;
    private final Results results;
    private final BenchOptions options;

    Page(ResultsTable table, Results results, BenchOptions options) {
        this.table = table;
        this.results = results;
        this.options = options;
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("benchmarks.svg"), new Plot(results, options.payload()).svg());
        Files.writeString(folder.resolve("benchmarks.md"), text());
    }

    private String text() {
        StringBuilder page = new StringBuilder("# Benchmarks\n\n");
        page.append("Written by `./grapevine bench`").append(" on ").append(LocalDate.now(ZoneOffset.UTC));
        page.append(": ")
                .append(options.nodes())
                .append(" nodes, ")
                .append(options.payload())
                .append(" bytes each, ");
        page.append(options.window())
                .append(" under way, order by `--seed ")
                .append(options.seed())
                .append("`");
        page.append(options.isQuick() ? ", `--quick`" : "")
                .append(".  \n")
                .append(Machine.line())
                .append("\n\n");
        page.append(HOW).append("\n![deliveries per second](benchmarks.svg)\n");
        section(page, "Speed", table.speed(options.payload()));
        section(page, "Latency and forming", table.waiting(options.payload()));
        section(page, "Books, pauses, size", table.books(options.payload()));
        for (int payload : options.payloads()) {
            section(page, payload + " bytes each", table.speed(payload));
        }
        page.append("\n## Each round\n\nM deliveries/s of one / of all, p50 ms.\n\n");
        for (Case each : results.all()) {
            page.append("- ").append(each).append(": ");
            page.append(String.join(
                            "; ",
                            results.of(each).stream().map(ResultsTable::round).toList()))
                    .append('\n');
        }
        table.doubts().forEach(doubt -> page.append('\n').append(doubt).append('\n'));
        return page.toString();
    }

    private static void section(StringBuilder page, String title, List<List<String>> rows) {
        page.append("\n## ").append(title).append("\n\n");
        row(page, rows.get(0));
        row(
                page,
                Stream.concat(Stream.of("---"), rows.get(0).stream().skip(1).map(cell -> "--:"))
                        .toList());
        rows.subList(1, rows.size()).forEach(row -> row(page, row));
    }

    private static void row(StringBuilder page, List<String> cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
