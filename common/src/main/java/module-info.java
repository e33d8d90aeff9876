/** What nodes say to each other, what a node is, and what runs it: for the other modules of Grapevine alone. */
@SuppressWarnings("module") // the modules that it is for are compiled after it
module grapevine.common {
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires transitive org.apache.logging.log4j;

    // Only annotations; only the daemons; only their log; only who makes keys.
    requires static org.jspecify;
    requires static org.apache.commons.cli;
    requires static org.apache.logging.log4j.core;
    requires static org.bouncycastle.pkix;
    requires static org.bouncycastle.provider;

    exports grapevine.daemon to
            grapevine.peer,
            grapevine.seed;
    exports grapevine.keys to
            grapevine.peer,
            grapevine.seed,
            grapevine.sim,
            grapevine.testkit;
    exports grapevine.node to
            grapevine.micrometer,
            grapevine.peer,
            grapevine.seed,
            grapevine.sim,
            grapevine.testkit;
    exports grapevine.runtime to
            grapevine.peer,
            grapevine.seed,
            grapevine.sim,
            grapevine.testkit;
    exports grapevine.wire to
            grapevine.peer,
            grapevine.seed,
            grapevine.sim,
            grapevine.testkit;
}
