/**
 * What bare sockets can do: the least that any broadcast over TCP links costs in this JVM on this machine. A node knows
 * its links from the start, keeps nothing, repairs nothing, notices nobody's death. It does what cannot be left out:
 * frames, exact duplicate detection, and one write a link for all that came together.
 */
@NullMarked
package grapevine.bench.floor;

import org.jspecify.annotations.NullMarked;
