package grapevine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.clock.HybridTime;
import grapevine.clock.MessageId;
import grapevine.clock.Stamp;
import grapevine.clock.VectorClock;
import grapevine.policy.Clocks;
import grapevine.policy.Dissemination;
import grapevine.policy.Topology;
import grapevine.sampling.PartialView;
import grapevine.sampling.PeerSampling;
import grapevine.sampling.PeerSelection;
import grapevine.sampling.Propagation;
import grapevine.sampling.Sampled;
import grapevine.sampling.SamplingRule;
import grapevine.sampling.ViewSelection;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever gives null to the library is told for which argument, wherever it is and whatever the others are. */
class NullArgumentsTest {
    private static final Path SOURCES = Path.of("src/main/java/grapevine");

    /** In place of an argument. */
    private static final Object NULL = new Object();

    private final Map<Class<?>, Object> samples = new HashMap<>();
    private Peer peer;

    @BeforeEach
    void prepare() throws Exception {
        PeerConfig config = PeerConfig.builder().build();
        peer = Peer.join(config);
        MessageId id = new MessageId("127.0.0.1:1", 1, 1);
        Member member = new Member(new InetSocketAddress("127.0.0.1", 1), 1);
        RandomGenerator random = new SplittableRandom(1);
        PartialView.Naming<Object> all = named -> true;
        Function<Object, Stamp> stamp = message -> new Stamp(id, HybridTime.ZERO, VectorClock.empty());
        Stream.of(
                        peer,
                        config,
                        PeerConfig.builder(),
                        id,
                        member,
                        "text",
                        HybridTime.ZERO,
                        VectorClock.empty(),
                        new Stamp(id, HybridTime.ZERO, VectorClock.empty()),
                        new PartialView<>(SamplingRule.DEFAULT, random, all),
                        new PeerSampling<Object>("self", SamplingRule.DEFAULT, random),
                        new PeerSampling.Exchange<Object>("partner", List.of()),
                        new Sampled<>("peer", 1),
                        SamplingRule.DEFAULT,
                        PeerSelection.RANDOM,
                        Propagation.PUSH,
                        ViewSelection.HEAD,
                        member.address(),
                        Outcome.CLOSED,
                        PeerEvent.Dead.Evidence.GONE,
                        PeerEvent.Forgotten.Why.SILENT,
                        Instant.EPOCH,
                        PeerState.READY,
                        Optional.empty(),
                        new Health(PeerState.READY, 0, 0, 0, 0, false),
                        new MessageRange(member, 1, 1),
                        Received.of(member, 1, Instant.EPOCH, new byte[] {1}),
                        Published.refused(Outcome.CLOSED),
                        Topology.SIBUYA,
                        new Flood(1),
                        new CopyArrived(id, List.of(), Instant.EPOCH),
                        Dissemination.TREE,
                        Clocks.OFF,
                        Duration.ofSeconds(1))
                .forEach(sample -> samples.put(sample.getClass(), sample));
        samples.put(Object.class, "peer");
        samples.put(Peer.class, peer);
        samples.put(BiConsumer.class, (BiConsumer<Object, Object>) (self, message) -> {});
        samples.put(Executor.class, (Executor) Runnable::run);
        samples.put(Map.class, Map.of());
        samples.put(RandomGenerator.class, random);
        samples.put(PartialView.Naming.class, all);
        samples.put(Function.class, stamp);
        samples.put(Consumer.class, (Consumer<Object>) message -> {});
        samples.put(Collection.class, List.of());
        samples.put(List.class, List.of());
        samples.put(Path.class, Path.of("data"));
        samples.put(byte[].class, new byte[1]);
        samples.put(String[].class, new String[0]);
        samples.put(MessageId[].class, new MessageId[0]);
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void each_is_refused_by_its_name() throws Exception {
        List<String> tried = new ArrayList<>();
        List<String> wrong = new ArrayList<>();

        for (Class<?> type : types()) {
            for (Executable call : calls(type)) {
                Parameter[] parameters = call.getParameters();
                for (int i = 0; i < parameters.length; i++) {
                    if (!takesNull(call, i)) {
                        assertThat(parameters[i].isNamePresent()).isTrue();
                        String name = parameters[i].getName();
                        for (Object nothing : nothings(parameters[i].getType())) {
                            String expected = nothing == NULL ? name : name + "\\[0]";
                            String told = Objects.toString(
                                    refusal(call, i, nothing == NULL ? null : nothing), "refused without a name");
                            tried.add(call + " " + i);
                            if (!told.matches(expected)) {
                                wrong.add(call + ", argument " + i + " to be refused as " + expected + ": " + told);
                            }
                        }
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(tried).hasSizeGreaterThan(90);
    }

    /** What there is to refuse in place of such an argument: null, and several of which one is null. */
    private static List<Object> nothings(Class<?> type) {
        if (type.isArray() && !type.getComponentType().isPrimitive()) {
            return List.of(NULL, Array.newInstance(type.getComponentType(), 1));
        }
        return Collection.class.isAssignableFrom(type) ? List.of(NULL, Collections.singletonList(null)) : List.of(NULL);
    }

    /** All that others can see of the library. What they implement themselves, and {@code main}, is theirs. */
    private static List<Class<?>> types() throws Exception {
        List<Class<?>> types = new ArrayList<>();
        for (String room : List.of("clock", "peer", "policy", "sampling")) {
            try (Stream<Path> files = Files.list(SOURCES.resolve(room))) {
                for (String file : files.map(file -> file.getFileName().toString())
                        .sorted()
                        .toList()) {
                    if (file.endsWith(".java") && !file.startsWith("package-info")) {
                        Class<?> type = Class.forName("grapevine." + room + "." + file.replace(".java", ""));
                        types.add(type);
                        types.addAll(List.of(type.getDeclaredClasses()));
                    }
                }
            }
        }
        types.removeIf(type -> !Modifier.isPublic(type.getModifiers())
                || (type.isInterface() && type != Peer.class)
                || type == PeerMain.class);
        return types;
    }

    private static List<Executable> calls(Class<?> type) {
        Stream<Constructor<?>> constructors = Arrays.stream(type.getConstructors());
        Stream<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !method.getName().equals("equals"))
                .filter(method -> !type.isEnum() || !method.getName().equals("valueOf")); // which is Java's
        return Stream.concat(constructors, methods).toList();
    }

    private static boolean takesNull(Executable call, int parameter) {
        AnnotatedType type = call.getAnnotatedParameterTypes()[parameter];
        return call.getParameterTypes()[parameter].isPrimitive() || type.isAnnotationPresent(Nullable.class);
    }

    private @Nullable String refusal(Executable call, int nothing, @Nullable Object inPlace) throws Exception {
        Class<?>[] types = call.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == nothing ? inPlace : sample(types[i]);
        }
        try {
            if (call instanceof Method method) {
                method.invoke(
                        Modifier.isStatic(method.getModifiers()) ? null : sample(method.getDeclaringClass()),
                        arguments);
            } else {
                ((Constructor<?>) call).newInstance(arguments);
            }
            return "was taken";
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof NullPointerException refused ? refused.getMessage() : "" + e.getCause();
        }
    }

    private Object sample(Class<?> type) {
        if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == double.class) {
            return 1.0;
        } else if (type == boolean.class) {
            return true;
        }
        return Objects.requireNonNull(samples.get(type), () -> "no sample of " + type);
    }
}
