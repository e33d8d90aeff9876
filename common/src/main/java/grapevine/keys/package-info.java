/**
 * The keys of a closed network: the directory that one node is given, what stands in a certificate and lets its holder
 * say, and how the network's authority makes them. Knows files and the JDK's own cryptography, what a hello is, and
 * nothing of sockets or of what nodes do.
 */
@NullMarked
package grapevine.keys;

import org.jspecify.annotations.NullMarked;
