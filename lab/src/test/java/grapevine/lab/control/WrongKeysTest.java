package grapevine.lab.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import grapevine.lab.console.Commands;
import grapevine.lab.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network whose keys cannot be made does not start; one line says why, and nothing is left of it. */
class WrongKeysTest {
    @TempDir
    private static Path folder;

    private static Path mine;

    @BeforeAll
    static void make() throws Exception {
        mine = folder.resolve("mine");
        NetworkKeys.make(mine).makeNode(new Holder("alice", KeyRole.PEER, List.of(), List.of()), 30);
    }

    @Test
    void a_directory_that_is_missing() throws Exception {
        refused(folder.resolve("none"), " cannot be read: there is no such file");
    }

    @Test
    void a_file() throws Exception {
        refused(mine.resolve("network.pem"), " is no directory");
    }

    @Test
    void a_directory_of_something_else() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"), mode("rwx------"));

        refused(other, " has no keys of a network: authority is missing, which signs for its nodes");
    }

    @Test
    void one_whose_authority_is_kept_elsewhere() throws Exception {
        Path without = Files.createDirectory(folder.resolve("without"), mode("rwx------"));
        Files.copy(mine.resolve("network.pem"), without.resolve("network.pem"));

        refused(without, " has no keys of a network: authority is missing, which signs for its nodes");
    }

    @Test
    void one_that_others_may_look_into() throws Exception {
        Path wide = Files.createDirectory(folder.resolve("wide"), mode("rwxr-x---"));

        refused(wide, " has mode 0750, so that others may use it: it has to be 0700");
    }

    @Test
    void an_authority_that_others_may_read() throws Exception {
        Path readable = folder.resolve("readable");
        NetworkKeys.make(readable);
        Path store = readable.resolve("authority/authority.p12");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-r--r--"));

        refused(readable, "/authority/authority.p12 has mode 0644, so that others may use it: it has to be 0600");
    }

    @Test
    void one_of_a_node() throws Exception {
        refused(
                mine.resolve("alice"),
                " has the keys of one node; a laboratory network is given the directory of the whole network, with the"
                        + " authority that signs for its nodes");
    }

    private static void refused(Path keys, String rule) throws Exception {
        List<Path> before = all();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = new Commands(List.of(new StartNetwork()))
                .run(
                        List.of("start-network", "--keys", keys.toString()),
                        new Output(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));

        assertThat(err.toString(UTF_8)).isEqualTo("keys: " + keys + rule + "\n");
        assertThat(status).isEqualTo(1);
        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(all()).isEqualTo(before);
    }

    private static List<Path> all() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
