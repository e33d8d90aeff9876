package grapevine.node;

import grapevine.wire.Role;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The words of a fact: {@code event=link_made neighbour=127.0.0.1:6004 links=2}. The event is the record's name, the
 * keys are its components' names or those that {@link Fact.Keys} gives it, both in snake case, in their order.
 *
 * <p>Numbers, addresses and our own words stand as they are. Text that others can choose stands in quotes; if it was
 * cut, {@code <key>_length} says how long it is. A list is joined by commas, {@code -} when empty; of a long one the
 * first {@value #LIST} are shown, then how many more there are: {@code ...+12}.
 */
public final class FactLine {
    /** The elements shown of a list. */
    static final int LIST = 16;

    /** Components whose text comes from outside or is a sentence: always in quotes, however harmless it looks. */
    private static final Set<String> FREE_TEXT = Set.of("text", "detail", "what", "report");

    /** Each looked up once, when it is first told: reflection is slow to search and quick to call. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> kind) {
            return new Shape(
                    snakeCase(kind.getSimpleName()),
                    accessors(kind).map(FactLine::key).toList());
        }
    };

    private FactLine() {}

    /** The line, without a time and without its end. */
    public static String of(Fact fact) {
        Shape shape = SHAPES.get(fact.getClass());
        StringBuilder line = new StringBuilder(128).append("event=").append(shape.event);
        for (Key key : shape.keys) {
            line.append(' ').append(key.name).append('=');
            append(line, key, key.valueIn(fact));
        }
        return line.toString();
    }

    /** What a kind of fact is called: the first word of its lines. */
    public static String event(Class<? extends Fact> kind) {
        return SHAPES.get(kind).event;
    }

    /** A list as the logs show it: joined by commas, {@code -} when empty, of a long one the first {@value #LIST}. */
    public static String of(List<?> list) {
        StringBuilder line = new StringBuilder();
        appendList(line, list);
        return line.toString();
    }

    /** {@code linkMade} and {@code LinkMade} become {@code link_made}. */
    static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static void append(StringBuilder line, Key key, Object value) {
        if (value instanceof String text) {
            line.append(key.isFreeText || !Quoted.isPlain(text) ? Quoted.of(text) : text);
            if (Quoted.cuts(text)) {
                line.append(' ').append(key.name).append("_length=").append(text.length());
            }
        } else if (value instanceof List<?> list) {
            appendList(line, list);
        } else if (value instanceof Role role) {
            line.append(role.word());
        } else {
            line.append(value);
        }
    }

    private static void appendList(StringBuilder line, List<?> list) {
        if (list.isEmpty()) {
            line.append('-');
            return;
        }
        Iterator<?> elements = list.iterator();
        for (int i = 0; i < LIST && elements.hasNext(); i++) {
            String text = String.valueOf(elements.next());
            line.append(i == 0 ? "" : ",").append(Quoted.isPlain(text) ? text : Quoted.of(text));
        }
        if (list.size() > LIST) {
            line.append(",...+").append(list.size() - LIST);
        }
    }

    private static Stream<Method> accessors(Class<?> kind) {
        Fact.Keys keys = kind.getAnnotation(Fact.Keys.class);
        return keys == null
                ? Arrays.stream(kind.getRecordComponents()).map(RecordComponent::getAccessor)
                : Arrays.stream(keys.value()).map(name -> accessor(kind, name));
    }

    private static Method accessor(Class<?> kind, String name) {
        try {
            return kind.getMethod(name);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(kind + " has no " + name + " to show", e);
        }
    }

    private static Key key(Method accessor) {
        return new Key(snakeCase(accessor.getName()), FREE_TEXT.contains(accessor.getName()), accessor);
    }

    private record Shape(String event, List<Key> keys) {}

    private record Key(String name, boolean isFreeText, Method accessor) {
        Object valueIn(Fact fact) {
            try {
                return accessor.invoke(fact);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("facts are public records", e);
            }
        }
    }
}
