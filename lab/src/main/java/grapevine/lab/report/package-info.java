/**
 * What a simulation leaves behind: the law that the degrees follow, the shape of the overlay, plots,
 * {@code summary.json}, a page that shows them, and the overlay as a file. Works on plain arrays and numbers, so that
 * it serves for any network, and knows nothing of the nodes.
 */
@NullMarked
package grapevine.lab.report;

import org.jspecify.annotations.NullMarked;
