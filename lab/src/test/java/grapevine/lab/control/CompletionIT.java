package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the tab key is told in a shell that nobody has set up. */
class CompletionIT {
    @RegisterExtension
    private final Shell shell = new Shell();

    @Test
    void a_zsh_takes_it() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "skipped: there is no zsh");
        Files.writeString(
                shell.place.resolve("completion"),
                shell.run("completion", "zsh").said());

        shell.export("ZDOTDIR", shell.place.toString()); // there it writes down what it found
        assertThat(shell.runScript("zsh -f -c '. ./completion; echo \"$_comps[grapevine]\"'")
                        .said())
                .isEqualTo("_bash_complete -o default -F _grapevine\n");
    }
}
