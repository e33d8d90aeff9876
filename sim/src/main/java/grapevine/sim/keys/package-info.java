/**
 * The keys of a simulated network: who is certified as whom, who is revoked, and what one process knows of the keys of
 * others. Enter by {@link grapevine.sim.keys.Authority}, which makes all of it, and
 * {@link grapevine.sim.keys.ProcessKeys}, what one process has; {@link grapevine.sim.keys.Crypto} says whether
 * signatures are computed or modelled.
 *
 * <p>Uses nothing of the simulator; of {@code grapevine.keys} who a holder is and what he may say, and how a root is
 * signed. X.509, TLS and dates are not simulated: see {@code docs/decisions/0054}.
 */
@NullMarked
package grapevine.sim.keys;

import org.jspecify.annotations.NullMarked;
