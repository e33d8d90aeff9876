/**
 * What shows that messages are of their origins, in a network that has keys: {@link grapevine.peer.core.proof.Signing}
 * proves those that are made here, {@link grapevine.peer.core.proof.Proving} lets in what is proven, and {@link
 * grapevine.peer.core.proof.Speakers} knows who speaks for which origin.
 */
@NullMarked
package grapevine.peer.core.proof;

import org.jspecify.annotations.NullMarked;
