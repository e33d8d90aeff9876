package grapevine.peer.core.link;

import grapevine.node.Counter;
import grapevine.node.Fact;
import grapevine.node.Link;
import grapevine.peer.core.ground.Ground;
import grapevine.wire.Message;
import grapevine.wire.ProtocolException;

/** What becomes of a connection whose other end breaks the protocol: counted, told, answered by one line, ended. */
final class Violations {
    private Violations() {}

    static void answer(Ground ground, Link link, ProtocolException violation) {
        ground.count(Counter.of(violation.reason()));
        ground.report(
                new Fact.ConnectionEnded(link.remoteIp(), violation.reason().word(), violation.getMessage()));
        ground.send(link, new Message.Failure(violation.reason().word(), violation.getMessage()));
        ground.effects().finish(link);
    }

    static ProtocolException unexpected(Message message) {
        return new ProtocolException(
                ProtocolException.Reason.UNEXPECTED,
                message.getClass().getSimpleName() + " has no business on this connection now");
    }
}
