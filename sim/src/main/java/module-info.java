/**
 * Seeds and peers in virtual time, for the test kit; programs that are no modules have all of it. The test kit is
 * compiled after it, and HdrHistogram is a module by its name alone.
 */
@SuppressWarnings({"module", "requires-automatic"})
module grapevine.sim {
    requires grapevine.common;
    requires grapevine.peer;
    requires grapevine.seed;
    requires HdrHistogram;
    requires java.management;
    requires static org.jspecify;

    exports grapevine.sim.keys to
            grapevine.testkit;
    exports grapevine.sim.net to
            grapevine.testkit;
}
