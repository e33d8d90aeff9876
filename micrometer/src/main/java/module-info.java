/** What a peer counts and how it is, as meters of Micrometer. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // its jar says this name of itself
module grapevine.micrometer {
    requires grapevine.common;
    requires transitive grapevine.peer;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports grapevine.micrometer;
}
