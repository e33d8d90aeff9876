package grapevine.sim.scenario;

/**
 * The whole numbers that something may have.
 *
 * @param name of what has them, as it is typed
 */
public record Range(String name, int least, int most) {
    /**
     * Reads one of them.
     *
     * @throws IllegalArgumentException quoting the text, with the range
     */
    public int parse(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // One line serves both: too many digits are too large a number.
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a whole number in " + least + ".." + most);
    }

    /** What the help says of it. */
    public String words() {
        return least + " to " + most;
    }

    void check(int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + "=" + value + " is outside " + least + ".." + most);
        }
    }
}
