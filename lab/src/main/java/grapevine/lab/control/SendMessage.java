package grapevine.lab.control;

import grapevine.lab.console.LabException;
import grapevine.lab.console.Output;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.MessageRequest;
import grapevine.lab.door.Answers.PublishedAnswer;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code send-message}: has a node publish a message. */
public final class SendMessage extends NetworkCommand {
    @Override
    public String name() {
        return "send-message";
    }

    @Override
    public String summary() {
        return "Have a node publish a message.";
    }

    @Override
    public String arguments() {
        return "NODE TEXT";
    }

    @Override
    public String description() {
        return "Has a node publish a message, which all others receive. Says so only when the node has taken it.";
    }

    @Override
    public List<String> examples() {
        return List.of("send-message 4 apple", "send-message 8 \"two words\"");
    }

    @Override
    void answer(CommandLine line, Output output) throws UsageException, LabException, InterruptedException {
        int node = node(line);
        atMost(line, 2);
        if (line.getArgList().size() < 2) {
            throw new UsageException("which message? Its text is lacking");
        }
        String text = line.getArgList().get(1);
        PublishedAnswer answer =
                door(line).post("/nodes/" + node + "/messages", new MessageRequest(text, null), PublishedAnswer.class);
        if (!printedAsJson(line, output, answer)) {
            output.out().println("Message sent to Gossip-Node-" + node);
        }
    }
}
