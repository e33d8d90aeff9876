package grapevine.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.keys.KeyRole;
import grapevine.keys.NetworkKeys;
import grapevine.keys.NodeKeys;
import grapevine.lab.console.LabException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CastTest {
    @TempDir
    private Path folder;

    @Test
    void each_node_of_a_closed_demonstration_is_started_with_a_key_of_its_own_and_asked_by_an_operator()
            throws Exception {
        Path mine = folder.resolve("mine");
        NetworkKeys.make(mine);

        Cast cast = Cast.closed(mine, 1, 1, (done, all) -> assertThat(all).isEqualTo(3));

        Path seed = mine.resolve("demo-s1");
        assertThat(cast.options("s1")).containsExactly("--keys", seed.toString());
        assertThat(NodeKeys.read(seed, KeyRole.SEED).self().name()).isEqualTo("demo-s1");
        assertThat(NodeKeys.read(mine.resolve("demo-p1"), KeyRole.PEER)).isNotNull();
        assertThat(Objects.requireNonNull(cast.operator()).self().isOperator()).isTrue();
    }

    @Test
    void one_whose_keys_cannot_be_made_does_not_begin() {
        Path none = folder.resolve("none");

        assertThatThrownBy(() -> Cast.closed(none, 3, 8, (done, all) -> {}))
                .isInstanceOf(LabException.class)
                .hasMessage("keys: " + none + " cannot be read: there is no such file");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_open_one_has_none() throws Exception {
        assertThat(Cast.open().options("s1")).isEmpty();
        assertThat(Cast.open().operator()).isNull();
    }
}
