package grapevine.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FontsTest {
    @Test
    void a_machine_without_fonts_is_told_what_to_install_whatever_java_throws() {
        List<Throwable> seen = List.of(
                new NullPointerException("Cannot load from short array"),
                new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager"),
                new UnsatisfiedLinkError("libfreetype.so.6: cannot open shared object file"),
                new Error("Probable fatal error: No physical fonts found."));

        assertThat(seen)
                .allSatisfy(thrown -> assertThatThrownBy(() -> Fonts.check(() -> throwIt(thrown)))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("Debian: fontconfig fonts-dejavu-core"));
    }

    private static void throwIt(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }
}
