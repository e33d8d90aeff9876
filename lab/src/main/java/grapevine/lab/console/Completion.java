package grapevine.lab.console;

import grapevine.node.Quoted;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code completion}: what a shell has to be told so that the tab key knows the commands and their options. */
public final class Completion implements Command {
    /** What its functions for bash stand on; who has not set up completion gets that here. */
    private static final String ZSH = """
            (( $+functions[compdef] )) || { autoload -U +X compinit && compinit -i }
            autoload -U +X bashcompinit && bashcompinit
            """;

    private final Supplier<List<Command>> commands;

    /** For these commands, which are asked for when it runs. */
    public Completion(Supplier<List<Command>> commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String summary() {
        return "Print what bash or zsh needs to complete commands and options.";
    }

    @Override
    public String arguments() {
        return "bash | zsh";
    }

    @Override
    public String description() {
        return "Prints a script that has the shell complete the commands of ./grapevine and their options. It is made from"
                + " the commands themselves.";
    }

    @Override
    public List<String> examples() {
        return List.of("completion bash > ~/.grapevine.bash; . ~/.grapevine.bash");
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Output output) throws UsageException {
        List<String> given = line.getArgList();
        String shell = given.isEmpty() ? "" : given.get(0);
        if (given.size() != 1 || !Set.of("bash", "zsh").contains(shell)) {
            throw new UsageException(
                    (given.isEmpty()
                            ? "which shell? bash or zsh"
                            : Quoted.of(String.join(" ", given)) + " is neither bash nor zsh"));
        }
        output.out().print((shell.equals("zsh") ? ZSH : "") + script());
        return 0;
    }

    private String script() {
        StringBuilder script = new StringBuilder("_grapevine() {\n    local words\n    case \"${COMP_WORDS[1]}\" in\n");
        TreeSet<String> names = new TreeSet<>(Commands.LAUNCHER.keySet());
        for (Command command : commands.get()) {
            names.add(command.name());
            TreeSet<String> words = new TreeSet<>(Set.of("--help"));
            for (Option option : command.options().getOptions()) {
                words.add("--" + option.getLongOpt());
            }
            for (String word : command.arguments().split("[^a-z-]+", -1)) {
                if (word.length() > 1) {
                    words.add(word);
                }
            }
            script.append("        ").append(command.name()).append(") words='").append(String.join(" ", words));
            script.append("' ;;\n");
        }
        names.addAll(List.of("help", "peer", "platforms", "seed"));
        return script.append("        *) words='' ;;\n    esac\n    [ \"$COMP_CWORD\" -gt 1 ] || words='")
                .append(String.join(" ", names))
                .append("'\n    COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n")
                .append("complete -o default -F _grapevine ./grapevine grapevine\n")
                .toString();
    }
}
