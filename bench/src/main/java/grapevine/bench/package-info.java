/**
 * {@code ./grapevine bench}: Grapevine beside other systems and beside bare sockets. {@link grapevine.bench.Bench} is
 * the command; it starts a fresh JVM for each system and round, whose entry is {@link grapevine.bench.Trial}; there the
 * {@link grapevine.bench.Driver} publishes, and the {@link grapevine.bench.Verifier} marks what arrives. Back come the
 * {@link grapevine.bench.Figure}s, of which {@link grapevine.bench.Results} holds all and
 * {@link grapevine.bench.ResultsTable} prints the medians.
 */
@NullMarked
package grapevine.bench;

import org.jspecify.annotations.NullMarked;
