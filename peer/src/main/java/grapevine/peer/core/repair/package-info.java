/**
 * What is lacking, and how it is got. The doors are {@link grapevine.peer.core.repair.Missing}: what was announced
 * and did not come, asked for by {@code Demand}, of whom {@code Promises} finds out who answers none of its questions;
 * and {@link grapevine.peer.core.repair.Comparing}: what nobody announced, found by comparing what was seen, and got
 * by {@link grapevine.peer.core.repair.Fetching}. Who asks us is answered by {@code Comparing.supply}, which is
 * {@code Supply}. Uses gossip, links, the ground floor, and the view of {@code grapevine.sampling}.
 */
@NullMarked
package grapevine.peer.core.repair;

import org.jspecify.annotations.NullMarked;
