/**
 * The library: {@code grapevine.peer} joins a network, {@code grapevine.clock} names and orders what is said in it,
 * {@code grapevine.policy} has its choices, and {@code grapevine.sampling} is how a peer samples the others.
 */
module grapevine.peer {
    requires grapevine.common;
    requires static transitive org.jspecify;

    exports grapevine.clock;
    exports grapevine.peer;
    exports grapevine.policy;
    exports grapevine.sampling;
}
