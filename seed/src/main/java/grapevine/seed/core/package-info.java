/**
 * A seed: who registered, who was reported dead, and what the seeds agree on. A pure node: it sees only
 * {@code grapevine.wire} and {@code grapevine.node}. Its public types are public for its own rooms and for the
 * simulator; they are not part of the promised API.
 *
 * <p>The door is {@link grapevine.seed.core.SeedNode}, through which every event comes in;
 * {@code SeedParts} builds what a seed consists of and wires it. That is in four rooms, each of which uses only those
 * before it:
 *
 * <ol>
 *   <li>{@code ground}: what all parts stand on, and what a connection is;
 *   <li>{@code registry}: what a seed keeps, and the rules of it;
 *   <li>{@code probe}: how it looks for itself when a peer is reported dead;
 *   <li>{@code talk}: what it says and hears, with peers and with the other seeds.
 * </ol>
 */
@NullMarked
package grapevine.seed.core;

import org.jspecify.annotations.NullMarked;
