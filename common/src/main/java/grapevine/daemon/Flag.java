package grapevine.daemon;

/**
 * One option of a command line, mostly with a value: {@code --lease 60s}.
 *
 * @param name without the dashes
 * @param value what stands for the value in the help text
 * @param meaning the help text: what it does, its unit, its default, its lowest value
 * @param reader text to value; throws IllegalArgumentException with the rule that is broken, without naming the option
 */
public record Flag<T>(String name, String value, String meaning, Reader<T> reader) {
    /** One that is given or not, and has no value. */
    public static Flag<Boolean> toggle(String name, String meaning) {
        return new Flag<>(name, "", meaning, text -> true);
    }

    /** Whether it has no value. */
    boolean isSwitch() {
        return value.isEmpty();
    }

    /** Reads what a person typed. */
    @FunctionalInterface
    public interface Reader<T> {
        /** The value; an IllegalArgumentException says what is wrong with the text. */
        T read(String text);
    }
}
