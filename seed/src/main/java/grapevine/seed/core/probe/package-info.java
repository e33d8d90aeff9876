/**
 * How a seed looks for itself whether a peer that was reported dead is. The door is
 * {@link grapevine.seed.core.probe.Probes}: it judges a report, and what a probe finds it has the registrar enter. Uses
 * the registry and the ground; it calls nobody above.
 */
@NullMarked
package grapevine.seed.core.probe;

import org.jspecify.annotations.NullMarked;
