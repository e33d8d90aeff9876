package grapevine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(LogFile.PROPERTY);
    }

    @Test
    void the_file_has_role_and_port_in_its_name_and_is_not_made_before_there_is_something_to_write() throws Exception {
        LogFile.name(folder.resolve("new/logs"), "seed", 5000);

        assertThat(System.getProperty(LogFile.PROPERTY))
                .isEqualTo(folder.resolve("new/logs/outputfile-seed-5000.log").toString());
        assertThat(folder.resolve("new/logs")).isEmptyDirectory();
    }

    @Test
    void an_earlier_log_is_left_as_it_is() throws Exception {
        Path earlier = Files.writeString(folder.resolve("outputfile-peer-6001.log"), "earlier\n");

        LogFile.name(folder, "peer", 6001);

        assertThat(earlier).hasContent("earlier\n");
    }

    @Test
    void a_directory_that_cannot_be_written_is_told_in_one_line() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Files.createDirectory(folder.resolve("outputfile-peer-6001.log"));

        assertThat(refused(file))
                .hasMessage("cannot write " + file.resolve("outputfile-peer-6001.log") + ": " + file
                        + " is not a directory");
        assertThat(refused(folder))
                .hasMessage("cannot write " + folder.resolve("outputfile-peer-6001.log") + ": Is a directory")
                .extracting(StartException::status)
                .isEqualTo(1);
    }

    private static StartException refused(Path directory) {
        return catchThrowableOfType(StartException.class, () -> LogFile.name(directory, "peer", 6001));
    }
}
