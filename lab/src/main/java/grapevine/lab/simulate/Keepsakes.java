package grapevine.lab.simulate;

import grapevine.lab.report.GraphFile;
import grapevine.lab.report.Report;
import java.util.List;

/** What a run of the simulator can leave behind. */
final class Keepsakes {
    private Keepsakes() {}

    static List<Keepsake> all() {
        return List.of(report(), graph());
    }

    private static Keepsake report() {
        return new Keepsake(
                "report",
                "DIR",
                "Write summary.json, plots as SVG and PNG, and index.html, which shows it all, into this folder.",
                Report::in,
                (place, results, effort, command) -> Report.in(place).write(results, command));
    }

    private static Keepsake graph() {
        return new Keepsake(
                "graph",
                "FILE",
                "Write the links at the end into this file; its name says the format: .csv, .graphml or .dot.",
                GraphFile::at,
                (place, results, effort, command) -> GraphFile.at(place).write(results.form()));
    }
}
