package grapevine.sim;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.AgentBuilder.RedefinitionStrategy;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;

/**
 * A rule broken in the real classes, in this JVM, until it is closed: advice is woven into one method. So each
 * invariant is shown to see what it is there for, and the product needs no switch.
 */
final class Mutation {
    private final Instrumentation instrumentation;
    private final ResettableClassFileTransformer transformer;

    private Mutation(Instrumentation instrumentation, ResettableClassFileTransformer transformer) {
        this.instrumentation = instrumentation;
        this.transformer = transformer;
    }

    /** Weaves advice into the methods of this name. */
    static Mutation of(String type, String method, Class<?> advice) {
        Instrumentation instrumentation = ByteBuddyAgent.install();
        boolean[] isWoven = {false};
        ResettableClassFileTransformer transformer = new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(RedefinitionStrategy.RETRANSFORMATION)
                .with(RedefinitionStrategy.Listener.ErrorEscalating.FAIL_FAST)
                .type(named(type))
                .transform((builder, description, loader, module, domain) -> {
                    isWoven[0] = true;
                    return builder.visit(Advice.to(advice).on(named(method)));
                })
                .installOn(instrumentation);
        Mutation mutation = new Mutation(instrumentation, transformer);
        load(type);
        if (!isWoven[0]) {
            mutation.close();
            throw new IllegalStateException("nothing was woven into " + type);
        }
        return mutation;
    }

    /** The class may be loaded only now; then it is woven on the way. */
    private static void load(String type) {
        try {
            Class.forName(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("there is no such class to break", e);
        }
    }

    /** The rule holds again. */
    void close() {
        transformer.reset(instrumentation, RedefinitionStrategy.RETRANSFORMATION);
    }
}
