/** A network of peers in memory and in virtual time, for the tests of programs that use the library. */
module grapevine.testkit {
    requires grapevine.common;
    requires transitive grapevine.peer;
    requires grapevine.seed;
    requires grapevine.sim;
    requires static transitive org.jspecify;

    exports grapevine.testkit;
}
