package grapevine.lab.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where what is known of networks stands. */
class NetworkFileTest {
    private static final Path HOME = Path.of("/home/ann");

    @Test
    void the_place_is_that_of_states_unless_another_is_told() {
        assertThat(NetworkFile.place(Map.of(), HOME)).isEqualTo(Path.of("/home/ann/.local/state/grapevine"));
        assertThat(NetworkFile.place(Map.of("XDG_STATE_HOME", "/var/ann"), HOME))
                .isEqualTo(Path.of("/var/ann/grapevine"));
        assertThat(NetworkFile.place(Map.of("GRAPEVINE_LAB", "lab", "XDG_STATE_HOME", "/var/ann"), HOME))
                .isEqualTo(Path.of("lab"));
    }

    @Test
    void an_empty_variable_or_a_place_that_is_elsewhere_in_each_directory_is_none() {
        for (Map<String, String> environment :
                List.of(Map.of("XDG_STATE_HOME", "", "GRAPEVINE_LAB", ""), Map.of("XDG_STATE_HOME", "states"))) {
            assertThat(NetworkFile.place(environment, HOME)).isEqualTo(Path.of("/home/ann/.local/state/grapevine"));
        }
    }
}
