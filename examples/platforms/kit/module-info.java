/** A program's tests, as a module. */
module outside {
    requires grapevine.testkit;
}
