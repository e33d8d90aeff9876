/**
 * What a simulation leaves behind: the law that the degrees follow, the shape of the overlay, plots, {@code
 * summary.json}, a page that shows them, and the overlay as a file. Enter by {@link grapevine.lab.report.Report}, the
 * folder with all of it, and {@link grapevine.lab.report.GraphFile}. Works on plain arrays and numbers, so that it
 * serves for any network, and knows nothing of the nodes.
 *
 * <p>Uses the results of the simulator, and no other room of the laboratory.
 */
@NullMarked
package grapevine.lab.report;

import org.jspecify.annotations.NullMarked;
