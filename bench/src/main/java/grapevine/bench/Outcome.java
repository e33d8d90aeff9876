package grapevine.bench;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a trial came to.
 *
 * @param figures those it got to
 * @param failure why it got no further, one line; null if it did all
 */
record Outcome(Map<Figure, Double> figures, @Nullable String failure) {
    private static final String FAILURE = "failure";

    static Outcome failed(String why) {
        return new Outcome(Map.of(), why);
    }

    boolean isWhole() {
        return failure == null;
    }

    void write(Path file) throws IOException {
        Properties lines = new Properties();
        figures.forEach((figure, value) -> lines.setProperty(figure.name(), value.toString()));
        if (failure != null) {
            lines.setProperty(FAILURE, failure);
        }
        try (Writer writer = Files.newBufferedWriter(file)) {
            lines.store(writer, null);
        }
    }

    static Outcome read(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        }
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            String value = lines.getProperty(figure.name());
            if (value != null) {
                figures.put(figure, Double.valueOf(value));
            }
        }
        return new Outcome(figures, lines.getProperty(FAILURE));
    }
}
