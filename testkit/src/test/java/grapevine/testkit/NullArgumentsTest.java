package grapevine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whoever gives null to the test kit is told for which argument, whatever the others are. */
class NullArgumentsTest {
    @Test
    void each_is_refused_by_its_name() throws Exception {
        List<String> tried = new ArrayList<>();
        List<String> wrong = new ArrayList<>();

        try (TestNetwork network = TestNetwork.of(1)) {
            for (Method call : calls()) {
                Parameter[] parameters = call.getParameters();
                for (int i = 0; i < parameters.length; i++) {
                    if (!takesNull(call, i)) {
                        tryAll(network, call, i, parameters[i], tried, wrong);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(tried).hasSizeGreaterThan(20);
    }

    private static void tryAll(
            TestNetwork network, Method call, int i, Parameter parameter, List<String> tried, List<String> wrong)
            throws Exception {
        assertThat(parameter.isNamePresent()).isTrue();
        for (Object nothing : nothings(parameter.getType())) {
            String expected = parameter.getName() + (nothing == null ? "" : "[0]");
            String told = refusal(network, call, i, nothing);
            tried.add(call + " " + i);
            if (!expected.equals(told)) {
                wrong.add(call + ", argument " + i + " to be refused as " + expected + ": " + told);
            }
        }
    }

    /** What there is to refuse in place of such an argument: null, and several of which one is null. */
    private static List<@Nullable Object> nothings(Class<?> type) {
        if (type.isArray()) {
            return Arrays.asList(null, Array.newInstance(type.getComponentType(), 1));
        }
        return type == Collection.class
                ? Arrays.asList(null, Collections.singletonList(null))
                : Collections.singletonList(null);
    }

    private static List<Method> calls() {
        return Arrays.stream(TestNetwork.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .toList();
    }

    private static boolean takesNull(Method call, int parameter) {
        AnnotatedType type = call.getAnnotatedParameterTypes()[parameter];
        return call.getParameterTypes()[parameter].isPrimitive() || type.isAnnotationPresent(Nullable.class);
    }

    private static @Nullable String refusal(TestNetwork network, Method call, int nothing, @Nullable Object inPlace)
            throws Exception {
        Class<?>[] types = call.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == nothing ? inPlace : sample(types[i], network.peer(0));
        }
        try {
            call.invoke(network, arguments);
            return "was taken";
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof NullPointerException refused ? refused.getMessage() : "" + e.getCause();
        }
    }

    /** Something of this type; null where that is taken. */
    private static @Nullable Object sample(Class<?> type, Peer peer) {
        Map<Class<?>, Object> samples = Map.of(
                int.class,
                1,
                long.class,
                1L,
                double.class,
                0.5,
                Peer.class,
                peer,
                PeerConfig.class,
                PeerConfig.builder().build(),
                Duration.class,
                Duration.ofMillis(1),
                String.class,
                "one.test",
                String[].class,
                new String[0],
                BooleanSupplier.class,
                (BooleanSupplier) () -> true,
                Collection.class,
                List.of(peer));
        return samples.get(type);
    }
}
