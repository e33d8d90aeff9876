package grapevine.lab.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import grapevine.sim.keys.Crypto;
import grapevine.sim.result.Results;
import grapevine.sim.scenario.TimedFault;
import grapevine.wire.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.knowm.xchart.ChartEncoder;

/**
 * The folder that a run is shown in: {@code summary.json} with all figures, each plot as SVG and PNG, and
 * {@code index.html}, which holds everything and needs none of the other files. The same run gives the same bytes, PNG
 * files aside, whose letters are those of the machine.
 */
public final class Report {
    private final Path folder;

    private Report(Path folder) {
        this.folder = folder;
    }

    /**
     * A folder to fill later. It is made if it is not there, and both it and the fonts of this machine are tried out
     * now, since a run may take long.
     *
     * @throws IllegalArgumentException one line, if nothing can be written there
     * @throws UnsupportedOperationException one line, if nothing can be drawn on this machine
     */
    public static Report in(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "report", ".tmp"));
        } catch (IOException e) {
            throw new IllegalArgumentException("\"" + folder + "\" is no folder that can be written", e);
        }
        Fonts.check();
        return new Report(folder);
    }

    /**
     * Fills the folder.
     *
     * @param command the line that does this run again
     */
    public void write(Results results, String command) throws IOException {
        RunSummary summary = RunSummary.of(results, command);
        Files.writeString(folder.resolve("summary.json"), json(summary));
        List<Page.Picture> pictures = new ArrayList<>();
        for (String name : Plot.NAMES) {
            Files.deleteIfExists(folder.resolve(name + ".svg")); // of a run before, which may have had more to show
            Files.deleteIfExists(folder.resolve(name + ".png"));
        }
        for (Plot plot : Plot.of(results, summary)) {
            String svg = Svg.file(plot);
            Files.writeString(folder.resolve(plot.name() + ".svg"), svg);
            Files.write(
                    folder.resolve(plot.name() + ".png"),
                    ChartEncoder.getBytes(plot.draw().in(Theme.LIGHT), "png"));
            pictures.add(new Page.Picture(plot, Svg.inline(svg, plot.caption())));
        }
        Files.writeString(folder.resolve("index.html"), new Page(summary, pictures).html());
    }

    static String json(RunSummary summary) throws JsonProcessingException {
        SimpleModule words = new SimpleModule()
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addSerializer(Address.class, ToStringSerializer.instance)
                .addSerializer(TimedFault.class, ToStringSerializer.instance)
                .addSerializer(OptionalInt.class, new NumberOrNull<>(OptionalInt::isPresent, OptionalInt::getAsInt))
                .addSerializer(OptionalLong.class, new NumberOrNull<>(OptionalLong::isPresent, OptionalLong::getAsLong))
                .addSerializer(new CryptoOrNull());
        return JsonMapper.builder()
                        .addModule(words)
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(summary)
                + "\n";
    }

    /** What signatures are, as it is typed; null where there are none. */
    private static final class CryptoOrNull extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1;

        CryptoOrNull() {
            super(Optional.class, false);
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider unused) throws IOException {
            if (value.isPresent()) {
                out.writeString(((Crypto) value.get()).word());
            } else {
                out.writeNull();
            }
        }
    }

    /** A number that may be missing, which is null then. */
    private static final class NumberOrNull<T> extends JsonSerializer<T> {
        private final Predicate<T> isPresent;
        private final ToLongFunction<T> number;

        NumberOrNull(Predicate<T> isPresent, ToLongFunction<T> number) {
            this.isPresent = isPresent;
            this.number = number;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider unused) throws IOException {
            if (isPresent.test(value)) {
                out.writeNumber(number.applyAsLong(value));
            } else {
                out.writeNull();
            }
        }
    }
}
