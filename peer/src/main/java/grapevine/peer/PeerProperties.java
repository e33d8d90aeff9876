package grapevine.peer;

import grapevine.node.Quoted;
import grapevine.policy.Clocks;
import grapevine.policy.Dissemination;
import grapevine.policy.Order;
import grapevine.policy.Topology;
import grapevine.runtime.Quantity;
import grapevine.sampling.SamplingRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Settings as texts: of a program's properties, or of the environment. */
final class PeerProperties {
    private static final String PREFIX = "grapevine.";
    private static final String PREFIX_IN_ENVIRONMENT = "GRAPEVINE_";

    /** Those of the script that starts the daemons, and of the laboratory, are no settings. */
    private static final Set<String> OF_PROGRAMS =
            Set.of("GRAPEVINE_JAVA_OPTIONS", "GRAPEVINE_LAB", "GRAPEVINE_VERIFYING");

    private static final Map<String, BiConsumer<PeerConfig.Builder, String>> SETTINGS = new TreeMap<>(Map.ofEntries(
            setting("bind", text -> text, (PeerConfig.Builder config, String ip) -> config.bind(ip)),
            setting("port", PeerProperties::number, PeerConfig.Builder::port),
            setting("advertise", text -> text, PeerConfig.Builder::advertise),
            setting("open", PeerProperties::flag, (config, isOpen) -> {
                if (isOpen) {
                    config.open();
                }
            }),
            setting("keys", Path::of, PeerConfig.Builder::keys),
            setting("proofs", PeerProperties::flag, PeerConfig.Builder::proofs),
            setting("network", text -> text, PeerConfig.Builder::network),
            setting("seeds", PeerProperties::several, PeerConfig.Builder::seeds),
            setting("connect", PeerProperties::several, PeerConfig.Builder::connect),
            setting("data", Path::of, PeerConfig.Builder::data),
            setting("workers", PeerProperties::number, PeerConfig.Builder::workers),
            setting("ping-period", Quantity::duration, PeerConfig.Builder::pingPeriod),
            setting("ping-misses", PeerProperties::number, PeerConfig.Builder::pingMisses),
            setting("lease", Quantity::duration, PeerConfig.Builder::lease),
            setting("links", PeerProperties::number, PeerConfig.Builder::links),
            setting("degree-cap", PeerProperties::number, PeerConfig.Builder::degreeCap),
            setting("retain-time", Quantity::duration, PeerConfig.Builder::retainTime),
            setting("retain-bytes", Quantity::bytes, PeerConfig.Builder::retainBytes),
            setting("leave-time", Quantity::duration, PeerConfig.Builder::leaveTime),
            setting("topology", Topology::of, PeerConfig.Builder::topology),
            setting("dissemination", Dissemination::of, PeerConfig.Builder::dissemination),
            setting("clocks", Clocks::of, PeerConfig.Builder::clocks),
            setting("order", Order::of, PeerConfig.Builder::order),
            setting("sampling", text -> text, PeerProperties::sampling),
            setting(
                    "sampling-period",
                    Quantity::duration,
                    (config, each) -> config.sampling(
                            config.sampling().withPeriod(each, config.sampling().jitter()))),
            setting(
                    "view-size",
                    PeerProperties::number,
                    (config, size) -> config.sampling(config.sampling().withViewSize(size))),
            setting("receive-own", PeerProperties::flag, PeerConfig.Builder::receiveOwn)));

    /**
     * What Kubernetes puts into the environment of every container beside a Service named {@code grapevine}, or {@code
     * grapevine-seeds}: {@code GRAPEVINE_SERVICE_HOST}, {@code GRAPEVINE_PORT=tcp://10.0.0.1:5000}, {@code
     * GRAPEVINE_SEEDS_PORT_5000_TCP} and others.
     */
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "GRAPEVINE(_.+)?_(SERVICE_(HOST|PORT)(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)=.*"
                    + "|GRAPEVINE(_.+)?_PORT=(tcp|udp|sctp)://.*",
            Pattern.DOTALL);

    private PeerProperties() {}

    static PeerConfig.Builder read(Map<?, ?> properties) {
        Map<String, String> named = new TreeMap<>();
        Objects.requireNonNull(properties, "properties").forEach((key, value) -> {
            String name = String.valueOf(key);
            if (name.startsWith(PREFIX)) {
                named.put(name, String.valueOf(value));
            }
        });
        PeerConfig.Builder config = PeerConfig.builder();
        named.forEach((name, text) -> set(config, name, kebab(name.substring(PREFIX.length())), text));
        return config;
    }

    static PeerConfig.Builder readEnvironment(Map<String, String> environment) {
        PeerConfig.Builder config = PeerConfig.builder();
        new TreeMap<>(environment).forEach((name, text) -> {
            boolean isForOthers = OF_PROGRAMS.contains(name)
                    || OF_A_SERVICE.matcher(name + "=" + text).matches();
            if (name.startsWith(PREFIX_IN_ENVIRONMENT) && !isForOthers) {
                String rest = name.substring(PREFIX_IN_ENVIRONMENT.length());
                set(config, name, rest.toLowerCase(Locale.ROOT).replace('_', '-'), text);
            }
        });
        return config;
    }

    private static void set(PeerConfig.Builder config, String given, String name, String text) {
        BiConsumer<PeerConfig.Builder, String> setting = SETTINGS.get(name);
        if (setting == null) {
            throw new IllegalArgumentException(
                    Quoted.of(given) + " is no setting of a peer; these are: " + String.join(", ", SETTINGS.keySet()));
        }
        try {
            setting.accept(config, text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(given + "=" + Quoted.of(text) + ": " + e.getMessage(), e);
        }
    }

    private static <T> Map.Entry<String, BiConsumer<PeerConfig.Builder, String>> setting(
            String name, Function<String, T> reader, BiConsumer<PeerConfig.Builder, T> setter) {
        return Map.entry(name, (config, text) -> setter.accept(config, reader.apply(text)));
    }

    /** As properties are also written: {@code pingPeriod}, {@code ping_period}. */
    private static String kebab(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    private static int number(String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException("is no whole number");
        }
        return Integer.parseInt(text);
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("is neither true nor false");
        }
        return text.equals("true");
    }

    private static String[] several(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toArray(String[]::new);
    }

    private static void sampling(PeerConfig.Builder config, String words) {
        SamplingRule read = SamplingRule.of(words);
        config.sampling(config.sampling().with(read.peerSelection(), read.propagation(), read.viewSelection()));
    }
}
