package grapevine.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In the locale of a bare system, which knows no more than ASCII, text goes through as it is. */
class PosixLocaleIT {
    /** As a shell makes bytes of it that are UTF-8, whatever the locale of whoever runs this test. */
    private static final String GREETING = "\"$(printf 'gr\\303\\274\\303\\237e \\342\\234\\223')\"";

    @RegisterExtension
    private final Shell shell = new Shell();

    @BeforeEach
    void inTheLocaleOfABareSystem() {
        shell.export("LC_ALL", "C");
        shell.export("LANG", "C");
    }

    @Tag("slow")
    @Test
    void a_message_of_any_characters_is_sent_and_shown_by_the_launcher_and_shown_by_java_alone() throws Exception {
        shell.runScript("grapevine start-network circular -n 3 --ports-origin " + shell.ports)
                .said();

        shell.runScript("grapevine send-message 1 " + GREETING + " --relays 1").said();

        String shown = "Gossip-Node-1: 1 message\n• grüße ✓\n";
        assertThat(shell.runScript("grapevine get-messages 1").said()).isEqualTo(shown);
        assertThat(shell.runScript(java() + "get-messages 1").said()).isEqualTo(shown);
    }

    @Test
    void what_java_alone_cannot_read_is_refused() throws Exception {
        Shell.Done refused = shell.runScript(java() + "send-message 1 " + GREETING);

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("the locale here is ANSI_X3.4-1968, in which java cannot read ")
                .endsWith("(./grapevine can; so can java with LC_ALL=C.UTF-8 before it)\n")
                .hasLineCount(1);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -jar "
                + Path.of(System.getProperty("grapevine.root"), "grapevine.jar") + " ";
    }
}
