/**
 * A network of real nodes on this machine: each a process of its own, started, listened to, asked and ended. Enter by
 * {@link grapevine.lab.network.Network}, which starts a {@link grapevine.lab.network.NodeProcess} and ends them all,
 * and by {@link grapevine.lab.network.Question}, which asks any node over TCP as a person with {@code nc} would. What
 * nodes print is a {@link grapevine.lab.network.LogLine}; what they answer becomes an {@link
 * grapevine.lab.network.Overlay}.
 *
 * <p>Uses of the laboratory only the exception for what cannot go on, in {@code console}. Knows the nodes by their
 * jars, their logs and their answers; of their code only {@code wire}, for addresses and who is older.
 */
@NullMarked
package grapevine.lab.network;

import org.jspecify.annotations.NullMarked;
