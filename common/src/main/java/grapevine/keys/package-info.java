/**
 * The keys of a closed network: the directory that one node is given, what stands in a certificate, and how the
 * network's authority makes them. Knows files and the JDK's own cryptography, and nothing of sockets or nodes.
 */
@NullMarked
package grapevine.keys;

import org.jspecify.annotations.NullMarked;
