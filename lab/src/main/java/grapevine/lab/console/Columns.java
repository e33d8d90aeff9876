package grapevine.lab.console;

/** Lines as wide as a terminal by tradition. */
public final class Columns {
    /** So many columns has a line at most. */
    public static final int MOST = 80;

    private Columns() {}

    /**
     * The line itself if it is narrow enough; else it is broken at spaces, as far as it has any.
     *
     * @param indent by so many columns the lines after the first are moved in
     */
    public static String fitting(String line, int indent) {
        StringBuilder fitting = new StringBuilder();
        String rest = line;
        while (width(rest) > MOST) {
            int space = rest.lastIndexOf(' ', rest.offsetByCodePoints(0, MOST));
            if (space <= indent) {
                space = rest.indexOf(' ', indent + 1);
            }
            if (space < 0) {
                break;
            }
            fitting.append(rest, 0, space).append('\n');
            rest = " ".repeat(indent) + rest.substring(space + 1);
        }
        return fitting + rest;
    }

    /** How many columns a line takes; those of a tab, and of what is wider or narrower than a letter, are not known. */
    public static int width(String line) {
        return line.codePointCount(0, line.length());
    }
}
