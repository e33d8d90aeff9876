/**
 * The library: {@code grapevine.peer} joins a network, {@code grapevine.clock} names and orders what is said in it,
 * {@code grapevine.policy} has its choices, and {@code grapevine.sampling} is how a peer samples the others.
 */
@SuppressWarnings("module") // the modules that some of it is for are compiled after it
module grapevine.peer {
    requires grapevine.common;
    requires static transitive org.jspecify;

    exports grapevine.clock;
    exports grapevine.peer;
    exports grapevine.policy;
    exports grapevine.sampling;

    // The simulator, and the test kit, which runs the same peers in virtual time.
    exports grapevine.peer.core to
            grapevine.sim,
            grapevine.testkit;
    exports grapevine.peer.core.ground to
            grapevine.sim,
            grapevine.testkit;
    exports grapevine.peer.hosting to
            grapevine.testkit;
}
