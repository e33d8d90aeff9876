/** The seed, which is a program: but for the simulator and the test kit nothing of it is for others to call. */
@SuppressWarnings("module") // which are compiled after it
module grapevine.seed {
    requires grapevine.common;
    requires static org.jspecify;

    exports grapevine.seed.core to
            grapevine.sim,
            grapevine.testkit;
    exports grapevine.seed.core.ground to
            grapevine.sim,
            grapevine.testkit;
}
