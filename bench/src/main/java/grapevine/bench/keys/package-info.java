/**
 * What keys cost one peer: {@link grapevine.bench.keys.KeysCost} runs a small network and has {@link
 * grapevine.bench.keys.PeerCost} measure, in a JVM of its own.
 */
@NullMarked
package grapevine.bench.keys;

import org.jspecify.annotations.NullMarked;
