/**
 * The seed's state machine: who registered, who was reported dead, and what the seeds agree on. A pure node: it
 * sees only {@code grapevine.wire} and {@code grapevine.node}. Its public types are public for the simulator;
 * they are not part of the promised API.
 */
@NullMarked
package grapevine.seed.core;

import org.jspecify.annotations.NullMarked;
