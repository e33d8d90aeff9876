/**
 * What a node is: events in, effects out. A node is a function of an event and the time at which it happened;
 * it owns no thread, no socket and no clock, and what it wants done (send, connect, arm a timer, report a fact)
 * it returns as a value. The same node therefore runs in real time under the runtime and in virtual time under
 * the simulator. The words in which facts are told are here too, so that logs and transcripts say the same.
 * Depends on {@code grapevine.wire} alone.
 */
@NullMarked
package grapevine.node;

import org.jspecify.annotations.NullMarked;
