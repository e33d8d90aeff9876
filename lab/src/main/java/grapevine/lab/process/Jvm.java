package grapevine.lab.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How another JVM of this program is started, and known again. */
public final class Jvm {
    private static final String ARCHIVE = "grapevine.host.archive";
    private static final String RECORDING = "grapevine.host.recording";

    private Jvm() {}

    /**
     * The command. Where that JVM finds its classes faster than in the jar {@code grapevine.host.archive} says, which
     * it is told too; {@code grapevine.host.recording} says where it writes down which these are, and is for it alone.
     * The class path is not among its arguments: see {@link #environment}.
     *
     * @param options of the JVM besides
     */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(options);
        String archive = System.getProperty(ARCHIVE);
        if (archive != null) {
            command.addAll(List.of(
                    "-XX:SharedArchiveFile=" + archive,
                    "-Xlog:cds=off,cds+dynamic=off",
                    "-D" + ARCHIVE + "=" + archive));
        }
        String recording = System.getProperty(RECORDING);
        if (recording != null) {
            command.add("-XX:ArchiveClassesAtExit=" + recording);
        }
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Those that run and were started so, with this as the first argument: by that they are known, and not by a number
     * that somebody else may have by now.
     */
    public static List<ProcessHandle> running(Class<?> main, String first) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> isStartedSo(List.of(arguments), main.getName(), first))
                        .isPresent())
                .toList();
    }

    private static boolean isStartedSo(List<String> arguments, String main, String first) {
        int place = arguments.indexOf(main);
        return place >= 0
                && place + 1 < arguments.size()
                && arguments.get(place + 1).equals(first);
    }

    /** How a process ended, as a person is told it: the rest of a sentence with "ended". */
    public static String wordFor(int status) {
        return Signal.wordFor(status);
    }

    /** Adds what it needs to its environment. */
    public static void environment(Map<String, String> environment) {
        environment.put("CLASSPATH", System.getProperty("java.class.path"));
    }
}
