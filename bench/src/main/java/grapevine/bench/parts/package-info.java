/** The parts of a peer alone, by JMH: {@code ./grapevine bench --parts}. */
@NullMarked
package grapevine.bench.parts;

import org.jspecify.annotations.NullMarked;
