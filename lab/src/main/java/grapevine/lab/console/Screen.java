package grapevine.lab.console;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a person looks at: headings, and lines that begin with the time and a short name in colour. No line is longer
 * than the terminal is wide. For one thread.
 */
public final class Screen {
    private static final int DEFAULT_WIDTH = 80;
    private static final int LOWEST_WIDTH = 40;
    private static final int[] COLOURS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final int width;
    private final boolean isColoured;
    private final long started = System.nanoTime();

    /**
     * A screen of its own.
     *
     * @param width columns; taken as {@value #LOWEST_WIDTH} where it is less
     * @param isColoured whether names and headings get colours, which are escape sequences
     */
    public Screen(PrintStream out, int width, boolean isColoured) {
        this.out = out;
        this.width = Math.max(LOWEST_WIDTH, width);
        this.isColoured = isColoured;
    }

    /**
     * The one this process prints to; colour only on a terminal, unless {@code NO_COLOR} or the caller is against it.
     */
    public static Screen ofProcess(PrintStream out, boolean mayColour) {
        Map<String, String> environment = System.getenv();
        boolean isTerminal = isTerminal();
        boolean isColoured = mayColour
                && isTerminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Screen(out, isTerminal ? terminalWidth() : DEFAULT_WIDTH, isColoured);
    }

    /** Seconds since the beginning. */
    public double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    /** A new part of the story. */
    public void heading(String text) throws LabException {
        print("\n" + paint("1", cut(text, width)));
    }

    /** A line of no node in particular. */
    public void say(String text) throws LabException {
        print(cut("  " + text, width));
    }

    /** A line of one node, with the time. */
    public void tell(String name, String text) throws LabException {
        String time = String.format("%5.1f ", seconds());
        String rest = cut(text, width - time.length() - 4);
        print(paint("2", time) + paint(colour(name), String.format("%-3s", name)) + " " + rest);
    }

    private static String colour(String name) {
        int number = name.length() > 1 ? name.charAt(name.length() - 1) - '1' : 0;
        return name.startsWith("s") ? "1" : "1;" + COLOURS[Math.floorMod(number, COLOURS.length)];
    }

    private String paint(String code, String text) {
        return isColoured ? "\u001b[" + code + "m" + text + PLAIN : text;
    }

    /** A reader that went away ({@code | head}) ends the show instead of letting it run on unseen. */
    private void print(String line) throws LabException {
        out.println(line);
        if (out.checkError()) {
            throw new LabException("nobody reads the output any more");
        }
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 3) + "...";
    }

    /** From Java 22 on there may be a console where there is no terminal; it then says so itself. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Java does not know it; stty does. */
    private static int terminalWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream in = stty.getInputStream()) {
                String[] size = new String(in.readNBytes(32), StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ", -1);
                boolean isDone = stty.waitFor(1, TimeUnit.SECONDS);
                return isDone && size.length == 2 && size[1].matches("[1-9][0-9]{0,3}")
                        ? Integer.parseInt(size[1])
                        : DEFAULT_WIDTH;
            }
        } catch (IOException e) {
            return DEFAULT_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_WIDTH;
        }
    }
}
