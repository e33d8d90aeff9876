/** The same program as a module. */
module outside {
    requires grapevine.peer;
}
