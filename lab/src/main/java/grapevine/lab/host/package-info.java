/** The process that holds a network of the laboratory. */
@NullMarked
package grapevine.lab.host;

import org.jspecify.annotations.NullMarked;
