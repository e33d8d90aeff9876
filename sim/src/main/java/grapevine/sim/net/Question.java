package grapevine.sim.net;

import grapevine.node.Conversation;
import grapevine.node.Conversation.Loss;
import grapevine.wire.Ip;
import grapevine.wire.Message;
import org.jspecify.annotations.Nullable;

/** A connection from the node's own machine that asks one question and takes the answer at once. */
final class Question extends HostLink {
    private final long number;
    private @Nullable String answer;
    private boolean isClosed;

    private Question(long number) {
        this.number = number;
    }

    /** The text of the node's answer, null if it gave none. */
    static @Nullable String ask(VirtualHost host, long number, Message question) {
        Question link = new Question(number);
        Conversation conversation = host.accept(link);
        host.enter(now -> conversation.onMessage(now, question));
        if (!link.isClosed) {
            host.enter(now -> conversation.onLost(now, Loss.ENDED));
        }
        return link.answer;
    }

    @Override
    public Ip remoteIp() {
        return Ip.LOOPBACK;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long backlog() {
        return 0;
    }

    @Override
    void send(Message message) {
        if (message instanceof Message.Answer given && answer == null) {
            answer = given.text();
        }
    }

    @Override
    void finish() {
        // The other side's end follows the answer.
    }

    @Override
    void close() {
        isClosed = true;
    }
}
