/**
 * Nodes of a laboratory network that have a process each. The host of the network starts them and speaks with each over
 * its standard input and error, one line of JSON a thing; a node whose host is gone ends.
 */
@NullMarked
package grapevine.lab.process;

import org.jspecify.annotations.NullMarked;
