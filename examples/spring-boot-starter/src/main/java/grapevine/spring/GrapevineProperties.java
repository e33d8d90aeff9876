package grapevine.spring;

import grapevine.peer.PeerConfig;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the peer, by the names that {@link PeerConfig#fromProperties} has for them. What is not set has the
 * library's default; a name that is no setting is refused.
 *
 * @param enabled Whether the application joins a network.
 * @param phase The phase of the lifecycle in which it joins and leaves. By default it joins before a web server accepts
 *     requests and leaves after the last has been answered.
 * @param bind The ip to listen on.
 * @param port The port to listen on; 0 for any that is free.
 * @param advertise The ip that others dial, where that is another one.
 * @param open Whether it is meant that other machines reach the port, which asks nobody who he is.
 * @param network The name of the network; all its peers have the same.
 * @param seeds Where the seeds are, as ip:port or name:port.
 * @param connect Peers to link with, as ip:port or name:port.
 * @param data The directory in which addresses are remembered.
 * @param workers How many threads work for the peers of the process.
 * @param gossipPeriod How long it waits between two messages of its own making.
 * @param gossipCount How many such messages it makes.
 * @param pingPeriod How long a neighbour may be silent before it is asked.
 * @param pingMisses After how many questions without an answer a neighbour is dead.
 * @param lease How long the seeds list it without hearing of it.
 * @param links How many links it wants.
 * @param degreeCap How many links it may hold.
 * @param retainTime How long it keeps messages for others.
 * @param retainBytes How much of them it keeps, such as 64MiB.
 * @param topology By which rule it chooses neighbours.
 * @param dissemination How messages travel: tree or flood.
 * @param clocks Whether messages say what they come after: off, on or causal.
 * @param order How the messages of one origin are handed over: strict, or another word of the library.
 * @param sampling The rule of peer sampling, such as random/push-pull/healer-swapper.
 * @param samplingPeriod How long it waits between two exchanges of views.
 * @param viewSize How many others it keeps as a sample.
 * @param receiveOwn Whether it hears its own messages too.
 */
@ConfigurationProperties(prefix = "grapevine", ignoreUnknownFields = false)
public record GrapevineProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("" + PeerLifecycle.PHASE) int phase,
        String bind,
        Integer port,
        String advertise,
        Boolean open,
        String network,
        List<String> seeds,
        List<String> connect,
        String data,
        Integer workers,
        Duration gossipPeriod,
        Integer gossipCount,
        Duration pingPeriod,
        Integer pingMisses,
        Duration lease,
        Integer links,
        Integer degreeCap,
        Duration retainTime,
        String retainBytes,
        String topology,
        String dissemination,
        String clocks,
        String order,
        String sampling,
        Duration samplingPeriod,
        Integer viewSize,
        Boolean receiveOwn) {

    private static final List<String> OUR_OWN = List.of("enabled", "phase");

    /** What of it is set, as the library reads it. */
    PeerConfig toConfig() {
        Map<String, String> set = new TreeMap<>();
        for (RecordComponent component : GrapevineProperties.class.getRecordComponents()) {
            Object value = valueOf(component);
            if (value != null && !OUR_OWN.contains(component.getName())) {
                set.put("grapevine." + component.getName(), text(value));
            }
        }
        return PeerConfig.fromProperties(set).build();
    }

    private Object valueOf(RecordComponent component) {
        try {
            return component.getAccessor().invoke(this);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String text(Object value) {
        if (value instanceof Duration time) {
            return time.toMillis() + "ms";
        } else if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return value.toString();
    }
}
