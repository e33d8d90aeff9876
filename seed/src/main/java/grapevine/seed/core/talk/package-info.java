/**
 * What a seed says and hears. A connection that somebody made enters by
 * {@link grapevine.seed.core.talk.Reception}, which gives it to a kind of exchange according to its hello - a peer's,
 * another seed's, or that of a seed which is not believed - and {@link grapevine.seed.core.talk.Connections} has an eye
 * on its time. {@link grapevine.seed.core.talk.SeedLinks} are the connections which this seed itself makes to the
 * others of its configuration, to tell them what changed and to compare registries. Uses the probes, the registry and
 * the ground; it calls nobody above.
 */
@NullMarked
package grapevine.seed.core.talk;

import org.jspecify.annotations.NullMarked;
