/**
 * What a seed keeps. {@link grapevine.seed.core.registry.Registrar} has the rules: who is entered, for how long, which
 * version wins, who is dropped; every change goes through it. {@link grapevine.seed.core.registry.Registry} has the
 * rows, to be looked up by everybody and changed from within this room only. Uses the ground; what changed is told
 * upwards, to the registrar's {@linkplain grapevine.seed.core.registry.Registrar.Listener listener}.
 */
@NullMarked
package grapevine.seed.core.registry;

import org.jspecify.annotations.NullMarked;
