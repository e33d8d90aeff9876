/**
 * The laboratory in virtual time: the same state machines as in the daemons, in a simulated network with a
 * virtual clock, where a seed number replays a run exactly. Uses the core packages and never {@code
 * grapevine.runtime}.
 */
@NullMarked
package grapevine.sim;

import org.jspecify.annotations.NullMarked;
