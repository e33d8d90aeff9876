/**
 * What a peer may be told to do otherwise: how it chooses neighbours, how messages go, what is known of their order.
 */
@NullMarked
package grapevine.policy;

import org.jspecify.annotations.NullMarked;
