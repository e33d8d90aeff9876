/** The graphs that a network of the laboratory is given: who links with whom. */
@NullMarked
package grapevine.lab.graph;

import org.jspecify.annotations.NullMarked;
