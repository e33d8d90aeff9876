/** Pictures of a network as it is, for which no display is needed. */
@NullMarked
package grapevine.lab.picture;

import org.jspecify.annotations.NullMarked;
