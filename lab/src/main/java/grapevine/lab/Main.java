package grapevine.lab;

import grapevine.lab.archive.Archive;
import grapevine.lab.console.Command;
import grapevine.lab.console.Commands;
import grapevine.lab.console.Completion;
import grapevine.lab.console.Output;
import grapevine.lab.control.AddNode;
import grapevine.lab.control.CutNetwork;
import grapevine.lab.control.GetMessages;
import grapevine.lab.control.ListPeers;
import grapevine.lab.control.MendNetwork;
import grapevine.lab.control.Networks;
import grapevine.lab.control.Plot;
import grapevine.lab.control.RemoveNode;
import grapevine.lab.control.RestartNode;
import grapevine.lab.control.RestructureNetwork;
import grapevine.lab.control.SendMessage;
import grapevine.lab.control.StartNetwork;
import grapevine.lab.control.Status;
import grapevine.lab.control.StopNetwork;
import grapevine.lab.control.Watch;
import grapevine.lab.control.WhyDead;
import grapevine.lab.demo.Demo;
import grapevine.lab.keys.Keys;
import grapevine.lab.simulate.Simulate;
import grapevine.lab.story.Story;
import java.util.List;

/** Entry point of {@code grapevine.jar}: the list of its commands. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commands().run(List.of(args), Output.ofProcess()));
    }

    /** All of them. */
    static Commands commands() {
        return new Commands(all());
    }

    static List<Command> all() {
        return List.of(
                new Demo(),
                new StartNetwork(),
                new Watch(),
                new StopNetwork(),
                new Networks(),
                new Status(),
                new SendMessage(),
                new GetMessages(),
                new ListPeers(),
                new WhyDead(),
                new AddNode(),
                new RemoveNode(),
                new RestartNode(),
                new RestructureNetwork(),
                new CutNetwork(),
                new MendNetwork(),
                new Plot(),
                new Story(),
                new Keys(),
                new Simulate(),
                new Completion(Main::all),
                new Archive());
    }
}
