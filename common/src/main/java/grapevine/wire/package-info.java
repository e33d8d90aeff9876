/**
 * What nodes say to each other, and its bytes. Every message has its type here and its encoding beside it;
 * words of the wire are appended, never changed. Depends on {@code java.*} alone (and on the JSpecify
 * annotations), so that anything can read and write the protocol: no sockets, no threads, no clocks.
 */
@NullMarked
package grapevine.wire;

import org.jspecify.annotations.NullMarked;
