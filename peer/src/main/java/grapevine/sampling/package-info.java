/**
 * Peer sampling: how each of many peers keeps a small, ever changing view of the others that is close to a random
 * sample of all. A piece of its own, without threads, clocks or sockets; a {@link grapevine.peer.Peer} uses it, and so
 * can any program.
 */
@NullMarked
package grapevine.sampling;

import org.jspecify.annotations.NullMarked;
