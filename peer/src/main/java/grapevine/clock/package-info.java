/**
 * Which message came before which. Every message has a {@link grapevine.clock.MessageId}, its exact name; one of a peer
 * that keeps clocks has a {@link grapevine.clock.Stamp} besides, and two stamps tell whether one message can have
 * caused the other. {@link grapevine.clock.LinearExtension} puts any set of messages in one order that respects it. All
 * values are immutable.
 */
@NullMarked
package grapevine.clock;

import org.jspecify.annotations.NullMarked;
