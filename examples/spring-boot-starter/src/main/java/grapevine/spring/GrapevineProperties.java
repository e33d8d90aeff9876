package grapevine.spring;

import grapevine.peer.PeerConfig;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The settings of the peer, by the names that {@link PeerConfig#fromProperties} has for them. What is not set has the
 * library's default; a name that is no setting is refused.
 *
 * @param enabled Whether the application joins a network.
 * @param phase The phase of the lifecycle in which it joins and leaves. By default it joins before a web server accepts
 *     requests and leaves after the last has been answered.
 * @param bind The ip to listen on; by default 127.0.0.1, which no other machine reaches.
 * @param port The port to listen on; by default one that is free.
 * @param advertise Where others dial it, where that is elsewhere: an ip or a name, alone or with a port.
 * @param open Whether it is meant that whoever reaches the port may speak.
 * @param keys The directory with the peer's key and certificate; with it all its connections are TLS 1.3.
 * @param proofs Whether each message carries a proof of its origin; by default with keys.
 * @param network The name of the network; all its peers have the same.
 * @param seeds The seeds of the network, ip:port, name:port, or name:port* for all to which a name leads, each.
 * @param connect Peers to link with whatever the seeds say, ip:port or name:port each.
 * @param data The directory in which the peer keeps the addresses it knew last; it wants a port.
 * @param workers How many worker threads the peers of the process share; 2 by default.
 * @param pingPeriod How long a neighbour may be silent before it is asked; 13s by default.
 * @param pingMisses How many rounds a neighbour misses until it is held for dead; 3 by default.
 * @param lease How long the seeds keep a peer that says nothing; 60s by default.
 * @param links How many older peers to link with; by default by the size of the network.
 * @param degreeCap The most links the peer holds; 256 by default.
 * @param retainTime How long it keeps a message for those who lack it; 10m by default.
 * @param retainBytes How much it keeps for them, such as 64MiB; by default what the heap allows.
 * @param leaveTime How long it waits at its end until others hold what it sent; 2s by default. Spring waits for it no
 *     longer than {@code spring.lifecycle.timeout-per-shutdown-phase}, 30s by default: raise that where this is more.
 * @param topology How neighbours are chosen: sibuya, top-half or preferential.
 * @param dissemination How messages go: tree or flood.
 * @param clocks Whether messages tell which came before which: off, on or causal; YAML wants the first two in quotes.
 * @param order How the messages of one peer are handed over: by-origin, strict or unordered.
 * @param sampling How the sample of the others is kept, such as random/push-pull/healer-swapper.
 * @param samplingPeriod Time between two exchanges of samples; 30s by default.
 * @param viewSize How many others are in the sample; 30 by default.
 * @param receiveOwn Whether the listeners get the peer's own messages too.
 */
@ConfigurationProperties(prefix = "grapevine", ignoreUnknownFields = false)
public record GrapevineProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("" + PeerLifecycle.PHASE) int phase,
        String bind,
        String port,
        String advertise,
        Boolean open,
        String keys,
        Boolean proofs,
        String network,
        List<String> seeds,
        List<String> connect,
        String data,
        Integer workers,
        Duration pingPeriod,
        Integer pingMisses,
        Duration lease,
        Integer links,
        Integer degreeCap,
        Duration retainTime,
        String retainBytes,
        Duration leaveTime,
        String topology,
        String dissemination,
        String clocks,
        String order,
        String sampling,
        Duration samplingPeriod,
        Integer viewSize,
        Boolean receiveOwn) {

    private static final List<String> OUR_OWN = List.of("enabled", "phase");

    /**
     * What Kubernetes sets {@code GRAPEVINE_PORT} to in every container beside a Service named {@code grapevine}. That
     * is no port of ours, and says nothing of what other sources have for it.
     */
    private static final Pattern OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

    /** What of it is set, as the library reads it. */
    PeerConfig toConfig(ConfigurableEnvironment environment) {
        Map<String, String> set = new TreeMap<>();
        for (RecordComponent component : GrapevineProperties.class.getRecordComponents()) {
            Object value = valueOf(component);
            if (value != null && !OUR_OWN.contains(component.getName())) {
                set.put("grapevine." + component.getName(), text(value));
            }
        }
        if (isOfAService(port)) {
            set.remove("grapevine.port");
            portBehind(environment).ifPresent(next -> set.put("grapevine.port", next));
        }
        return PeerConfig.fromProperties(set).build();
    }

    private static boolean isOfAService(String port) {
        return port != null && OF_A_SERVICE.matcher(port).matches();
    }

    /** That of the first source that is not Kubernetes. */
    private static Optional<String> portBehind(ConfigurableEnvironment environment) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of("grapevine.port");
        for (ConfigurationPropertySource source :
                ConfigurationPropertySources.from(environment.getPropertySources())) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                String port = environment.resolveRequiredPlaceholders(String.valueOf(property.getValue()));
                if (!isOfAService(port)) {
                    return Optional.of(port);
                }
            }
        }
        return Optional.empty();
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
