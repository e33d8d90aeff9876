/**
 * What a run of the simulator showed, in lines of text for a terminal. Enter by {@link
 * grapevine.lab.table.ResultsTable}, all that was measured, and {@link grapevine.lab.table.Verdict}, what was broken
 * or left unshown. What a run leaves behind in files is in {@code report}.
 *
 * <p>Uses the results of the simulator, and of {@code report} the figures of the partial views.
 */
@NullMarked
package grapevine.lab.table;

import org.jspecify.annotations.NullMarked;
