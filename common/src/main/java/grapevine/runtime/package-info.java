/**
 * What runs a node in the real world: threads, sockets, clocks and files, and the only place where they are. It
 * turns what sockets and timers do into events, hands them to a node one at a time, and carries out the effects
 * that the node returns. Depends on {@code grapevine.keys}, {@code node}, {@code wire}, Netty and the Log4j API.
 * The threads are those of the process, see {@code ProcessThreads}, the one place with state that belongs to it.
 * Only the main classes and {@code grapevine.peer.Peer} start it.
 */
@NullMarked
package grapevine.runtime;

import org.jspecify.annotations.NullMarked;
