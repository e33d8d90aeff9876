package grapevine.lab.simulate;

import grapevine.runtime.Quantity;
import grapevine.sampling.SamplingRule;
import grapevine.sim.net.LinkFaults;
import grapevine.sim.scenario.Scenario;
import grapevine.sim.scenario.Times;

/** A scenario written as a command line again. */
final class ScenarioCommand {
    private ScenarioCommand() {}

    /** The command that runs this scenario again; options that have their default are left out. */
    static String of(Scenario scenario) {
        StringBuilder command = new StringBuilder("./grapevine simulate --seed " + scenario.seedNumber());
        command.append(" --peers ").append(scenario.peers());
        append(command, "seeds", scenario.seeds(), ScenarioOptions.DEFAULTS.seeds());
        append(
                command,
                "topology",
                scenario.topology().word(),
                ScenarioOptions.DEFAULTS.topology().word());
        append(
                command,
                "dissemination",
                scenario.dissemination().word(),
                ScenarioOptions.DEFAULTS.dissemination().word());
        if (scenario.looksAtViews()) {
            appendSampling(command, scenario.sampling());
        }
        scenario.links().ifPresent(links -> command.append(" --links ").append(links));
        append(command, "degree-cap", scenario.degreeCap(), ScenarioOptions.DEFAULTS.degreeCap());
        scenario.heap().ifPresent(heap -> command.append(" --heap ").append(Quantity.shown(heap)));
        scenario.crypto().ifPresent(crypto -> command.append(" --crypto ").append(crypto.word()));
        append(command, "latency", latency(scenario), latency(ScenarioOptions.DEFAULTS));
        command.append(" --join ").append(Times.text(scenario.joinTime()));
        append(command, "settle", Times.text(scenario.settleTime()), Times.text(ScenarioOptions.DEFAULTS.settleTime()));
        append(command, "messages", scenario.messages(), ScenarioOptions.DEFAULTS.messages());
        append(command, "senders", scenario.senders(), ScenarioOptions.DEFAULTS.senders());
        append(
                command,
                "every",
                Times.text(scenario.messageEvery()),
                Times.text(ScenarioOptions.DEFAULTS.messageEvery()));
        append(command, "payload", scenario.payload(), ScenarioOptions.DEFAULTS.payload());
        scenario.largeEvery()
                .ifPresent(every -> command.append(" --large-every ").append(every));
        append(command, "churn", Share.text(scenario.churn()), Share.text(0));
        scenario.faults().forEach(fault -> command.append(" --at ").append(fault));
        appendLinkFaults(command, scenario.linkFaults());
        command.append(" --for ").append(Times.text(scenario.runTime()));
        return command.append(scenario.throughWire() ? " --wire" : "").toString();
    }

    /** The rule even if it is the default: it says that the views are to be looked at. */
    private static void appendSampling(StringBuilder command, SamplingRule rule) {
        command.append(" --sampling ").append(rule.words());
        SamplingRule byDefault = ScenarioOptions.DEFAULTS.sampling();
        append(command, "sampling-period", Times.text(rule.period()), Times.text(byDefault.period()));
        append(command, "view-size", rule.viewSize(), byDefault.viewSize());
    }

    private static void appendLinkFaults(StringBuilder command, LinkFaults faults) {
        if (faults.late() > 0) {
            command.append(" --delay " + Share.text(faults.late()) + ":" + Times.text(faults.delay()));
        }
        append(command, "stall", Share.text(faults.stall()), Share.text(0));
        append(command, "break", Share.text(faults.breaks()), Share.text(0));
        append(command, "blackhole", Share.text(faults.blackhole()), Share.text(0));
        append(command, "drop", Share.text(faults.drop()), Share.text(0));
    }

    private static String latency(Scenario scenario) {
        String low = Times.text(scenario.latencyLow());
        String high = Times.text(scenario.latencyHigh());
        return low.equals(high) ? low : low + ".." + high;
    }

    private static void append(StringBuilder command, String name, Object value, Object byDefault) {
        if (!value.equals(byDefault)) {
            command.append(" --").append(name).append(' ').append(value);
        }
    }
}
