/** The seed, which is a program: nothing of it is for others to call. */
module grapevine.seed {
    requires grapevine.common;
    requires static org.jspecify;
}
