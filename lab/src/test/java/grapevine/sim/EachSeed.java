package grapevine.sim;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test that costs seconds, of networks that differ by their seed number alone. Each build tries the first
 * {@code -Dseeds} of them, two where nothing is said; with {@code -Pslow} it tries all.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ParameterizedTest(name = "seed {0}")
@ArgumentsSource(EachSeed.Numbers.class)
@interface EachSeed {
    /** The last of those that begin with 1. */
    long upTo();

    /** Which are tried now. */
    final class Numbers implements ArgumentsProvider, AnnotationConsumer<EachSeed> {
        private EachSeed asked;

        @Override
        public void accept(EachSeed annotation) {
            asked = annotation;
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            long last = Math.min(asked.upTo(), Math.max(1, Long.getLong("grapevine.seeds", asked.upTo())));
            return LongStream.rangeClosed(1, last).mapToObj(seed -> arguments(seed));
        }
    }
}
