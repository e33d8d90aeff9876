/** A network of the laboratory as it runs in its host process: real nodes over TCP, each with an inbox. */
@NullMarked
package grapevine.lab.live;

import org.jspecify.annotations.NullMarked;
