package grapevine.lab.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void a_network_and_its_nodes_are_made_listed_and_shown_without_what_is_secret() throws Exception {
        String mine = folder.resolve("mine").toString();

        assertThat(run("network", mine)).isZero();
        assertThat(run("node", mine, "seed1", "--role", "seed", "--ip", "10.0.0.7,fd00::7", "--dns", "seed1.test"))
                .isZero();
        assertThat(run("node", mine, "alice", "--role", "peer", "--days", "3")).isZero();
        assertThat(said())
                .isEqualTo("Made the keys of a network in " + mine + "; " + mine
                        + "/authority signs for it and has to stay off the nodes\n"
                        + "Made " + mine
                        + "/seed1; copy it to the node, and start that with --keys. Its names of --dns are"
                        + " only shown; what it is held to are the addresses of --ip\n"
                        + "Made " + mine + "/alice; copy it to the node, and start that with --keys\n");

        assertThat(run("list", mine)).isZero();
        assertThat(said().lines())
                .satisfiesExactly(
                        title -> assertThat(title).matches("NAME +ROLE +UNTIL +ADDRESSES"),
                        alice -> assertThat(alice).matches("alice +peer +\\d{4}-\\S+Z +none certified"),
                        seed -> assertThat(seed)
                                .matches("seed1 +seed +\\d{4}-\\S+Z +10\\.0\\.0\\.7 fd00:\\S+ seed1\\.test"));

        assertThat(run("show", mine + "/alice")).isZero();
        String shown = said();
        assertThat(shown)
                .containsPattern("(?m)^name         alice$")
                .containsPattern("(?m)^role         peer$")
                .containsPattern("(?m)^certificate  sha-256 [0-9a-f]{64}$")
                .doesNotContain(Files.readString(folder.resolve("mine/alice/password")));
        assertThat(run("show", mine)).isZero();
        assertThat(said())
                .containsPattern("(?m)^nodes        2$")
                .contains(shown.substring(shown.indexOf("network      ")).strip());
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void a_node_whose_directory_is_gone_is_listed_made_again_with_a_word_and_revoked_whole() throws Exception {
        String mine = folder.resolve("mine").toString();
        run("network", mine);
        run("node", mine, "alice", "--role", "peer");
        Files.move(folder.resolve("mine/alice"), folder.resolve("moved"));
        said();

        assertThat(run("list", mine)).isZero();
        assertThat(said()).containsPattern("(?m)^alice +peer +\\d{4}-\\S+Z +none certified; its directory is gone$");
        assertThat(run("node", mine, "alice", "--role", "peer")).isZero();
        assertThat(said())
                .endsWith("\nalice had 1 certificate before, which others let in still; keys revoke " + mine
                        + " alice takes these, too\n");
        assertThat(run("revoke", mine, "alice")).isZero();
        assertThat(said()).startsWith("Revoked alice: " + mine + "/revoked.crl has 2 certificates;");
    }

    @Test
    void whoever_revokes_is_told_of_the_list_before_so_that_an_older_copy_of_the_directory_shows() {
        String mine = folder.resolve("mine").toString();
        run("network", mine);
        run("node", mine, "alice", "--role", "peer");
        run("node", mine, "bob", "--role", "peer");
        said();
        String advice = "; if nodes have a later one, signed elsewhere, copy it from one of them to " + mine
                + "/revoked.crl, and revoke ";

        run("revoke", mine, "alice");
        assertThat(said()).endsWith("\nIt is the first list of " + mine + advice + "alice again\n");
        run("revoke", mine, "bob");
        assertThat(said())
                .containsPattern("\nThe list before it was signed \\d{4}-\\S+Z; ")
                .endsWith(advice + "bob again\n");
    }

    @Test
    void of_a_node_that_is_revoked_it_is_shown_by_the_list_beside_its_keys() throws Exception {
        String mine = folder.resolve("mine").toString();
        run("network", mine);
        run("node", mine, "alice", "--role", "peer");
        run("node", mine, "bob", "--role", "peer");
        run("revoke", mine, "alice");
        said();

        run("show", mine + "/bob");
        assertThat(said()).doesNotContain("revoked");
        run("show", mine + "/alice");
        assertThat(said()).containsPattern("(?m)^revoked      yes$");
    }

    @Test
    void what_cannot_be_done_is_said_in_one_line() throws Exception {
        String mine = folder.resolve("mine").toString();

        assertThat(run("show", mine)).isEqualTo(1);
        assertThat(run("network", mine)).isZero();
        assertThat(run("network", mine)).isEqualTo(1);
        Files.setPosixFilePermissions(folder.resolve("mine"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(run("node", mine, "alice", "--role", "peer")).isEqualTo(1);

        assertThat(err.toString(UTF_8))
                .isEqualTo("grapevine keys: " + mine + " cannot be read: there is no such file\n" + "grapevine keys: "
                        + mine + " is there already: what has keys is not overwritten\n" + "grapevine keys: " + mine
                        + " has mode 0755, so that others may use it: it has to be 0700\n");
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "keys";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new Commands(List.of(new Keys()))
                .run(List.of(all), new Output(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));
    }

    /** What was printed since this was asked last. */
    private String said() {
        String text = out.toString(UTF_8);
        out.reset();
        return text;
    }
}
