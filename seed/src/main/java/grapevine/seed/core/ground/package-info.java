/**
 * What all of a seed stands on. {@link grapevine.seed.core.ground.Ground} is what each part is given: time, chance, the
 * world, counters, {@linkplain grapevine.seed.core.ground.SeedSettings settings}.
 * {@link grapevine.seed.core.ground.SeedConversation} is what each of its connections is, whoever made it: every event
 * is a {@linkplain grapevine.seed.core.ground.Turn turn}, and a broken rule ends it. Uses no other room.
 */
@NullMarked
package grapevine.seed.core.ground;

import org.jspecify.annotations.NullMarked;
