/**
 * What a simulation leaves behind: the law that the degrees follow, the shape of the overlay, plots, {@code
 * summary.json}, a page that shows them, and the overlay as a file. Enter by {@link grapevine.lab.report.Report}, the
 * folder with all of it, and {@link grapevine.lab.report.GraphFile}; {@code table} reads the
 * {@link grapevine.lab.report.ViewFigures}. The fits and plots work on plain arrays and numbers.
 *
 * <p>Uses the results, the scenario and the link faults of the simulator, of the peer the names of its settings, and of
 * the runtime what the error of a file is called; no other room of the laboratory.
 */
@NullMarked
package grapevine.lab.report;

import org.jspecify.annotations.NullMarked;
