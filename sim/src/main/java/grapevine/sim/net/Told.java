package grapevine.sim.net;

import grapevine.node.Fact;
import grapevine.wire.Address;

/**
 * A fact, and who told it when.
 *
 * @param at ms of virtual time
 */
public record Told(long at, Address by, Fact fact) {}
