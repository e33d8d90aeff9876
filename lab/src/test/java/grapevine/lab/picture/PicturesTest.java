package grapevine.lab.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import grapevine.lab.console.LabException;
import grapevine.lab.console.UsageException;
import grapevine.lab.door.Answers.NetworkAnswer;
import grapevine.lab.door.Answers.NodeAnswer;
import grapevine.lab.graph.GraphPlan;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
    private static final NetworkAnswer NETWORK =
            new NetworkAnswer("gossip", "circular", 6, 1, 7000, 1, Instant.EPOCH, List.of(), List.of(), null, null);

    @TempDir
    private Path place;

    @Test
    void where_no_picture_can_be_that_is_told_before() throws Exception {
        Path folder = Files.createDirectory(place.resolve("folder.svg"));

        assertThatThrownBy(() -> Pictures.check(place.resolve("none/x.svg")))
                .isInstanceOf(LabException.class)
                .hasMessage("cannot write " + place.resolve("none/x.svg") + ": there is no folder "
                        + place.resolve("none"));
        assertThatThrownBy(() -> Pictures.check(folder))
                .isInstanceOf(LabException.class)
                .hasMessage("cannot write " + folder + ": it is a folder");
        assertThatThrownBy(() -> Pictures.write(place.resolve("none/x.svg"), NETWORK, ring("ready")))
                .isInstanceOf(LabException.class)
                .hasMessageEndingWith("there is no folder " + place.resolve("none"));
        Path beside = Files.createDirectory(place.resolve("y-degrees.png"));
        assertThatThrownBy(() -> Pictures.check(place.resolve("y.png")))
                .as("the second picture")
                .isInstanceOf(LabException.class)
                .hasMessage("cannot write " + beside + ": it is a folder");
        Pictures.check(place.resolve("x.svg"));
        assertThat(place.resolve("x.svg")).doesNotExist();
    }

    @Test
    void where_there_are_no_fonts_that_is_told_before() {
        assertThatThrownBy(() -> Pictures.checkFonts(() -> {
                    throw new UnsupportedOperationException("plots take fonts, and this Java finds none");
                }))
                .isInstanceOf(LabException.class)
                .hasMessage("plots take fonts, and this Java finds none");
    }

    @Test
    void an_svg_has_every_node_and_every_link_once() throws Exception {
        List<Path> files = Pictures.write(place.resolve("ring.svg"), NETWORK, ring("ready"));

        assertThat(files).containsExactly(place.resolve("ring.svg"), place.resolve("ring-degrees.svg"));
        String drawn = Files.readString(files.get(0));
        assertThat(count(drawn, "<line ")).isEqualTo(6);
        assertThat(count(drawn, "<text ")).isEqualTo(7);
        assertThat(drawn)
                .contains(">gossip: circular, 6 nodes, 6 links<")
                .contains(">1<")
                .contains(">6<");
        assertThat(Files.readString(files.get(1))).contains("<svg ");
    }

    @Test
    void a_png_shows_states_by_their_colours_and_the_same_network_is_drawn_the_same() throws Exception {
        Path ready =
                Pictures.write(place.resolve("a.png"), NETWORK, ring("ready")).get(0);
        Path again =
                Pictures.write(place.resolve("b.png"), NETWORK, ring("ready")).get(0);
        Path killed =
                Pictures.write(place.resolve("c.png"), NETWORK, ring("killed")).get(0);

        BufferedImage image = Objects.requireNonNull(ImageIO.read(ready.toFile()));
        assertThat(image.getWidth()).isEqualTo(TopologyPicture.WIDTH);
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(ready));
        assertThat(has(image, TopologyPicture.READY.getRGB())).isTrue();
        assertThat(has(Objects.requireNonNull(ImageIO.read(killed.toFile())), TopologyPicture.READY.getRGB()))
                .isFalse();
    }

    @Test
    void a_node_that_stands_still_and_tells_of_no_links_has_those_that_its_neighbours_tell_of() throws Exception {
        List<NodeAnswer> silent = ring("ready");
        silent.set(2, node(3, "frozen", List.of()));
        List<NodeAnswer> talking = ring("ready");
        talking.set(2, node(3, "frozen", List.of(2, 4)));

        List<Path> drawn = Pictures.write(place.resolve("silent.svg"), NETWORK, silent);

        List<Path> expected = Pictures.write(place.resolve("talking.svg"), NETWORK, talking);
        assertThat(Files.readString(drawn.get(0))).contains("6 nodes, 6 links");
        assertThat(drawn.get(0)).hasSameTextualContentAs(expected.get(0));
        assertThat(drawn.get(1)).hasSameTextualContentAs(expected.get(1));
    }

    @Test
    void of_two_hundred_nodes_each_has_its_number_and_what_is_not_ready_is_named() throws Exception {
        List<NodeAnswer> nodes = new ArrayList<>();
        GraphPlan.random(200, 3, 1)
                .neighbours()
                .forEach((number, others) ->
                        nodes.add(node(number, number == 7 ? "killed" : "ready", List.copyOf(others))));

        String drawn = Files.readString(
                Pictures.write(place.resolve("many.svg"), NETWORK, nodes).get(0));

        assertThat(IntStream.rangeClosed(1, 200)).allMatch(number -> drawn.contains(">" + number + "<"));
        assertThat(drawn).contains(">killed: 1<", ">ready: 199<");
        assertThat(Files.readString(Pictures.write(place.resolve("ring.svg"), NETWORK, ring("ready"))
                        .get(0)))
                .doesNotContain("ready");
    }

    /** Of many numbers of links some have no mark below. */
    @Test
    void the_bars_of_the_degrees_stand_above_their_marks() throws Exception {
        List<NodeAnswer> nodes = new ArrayList<>();
        GraphPlan.powerLaw(200, 3, 1)
                .neighbours()
                .forEach((number, others) -> nodes.add(node(number, "ready", List.copyOf(others))));

        List<Path> files = Pictures.write(place.resolve("hubs.png"), NETWORK, nodes);

        BufferedImage image = Objects.requireNonNull(ImageIO.read(files.get(1).toFile()));
        List<Double> bars = middles(image, 370, rgb -> rgb == TopologyPicture.READY.getRGB());
        double width = (bars.get(12) - bars.get(0)) / 12; // from 3 links to 15
        assertThat(middles(image, 397, rgb -> (rgb & 0xff) < 0xb0))
                .hasSizeBetween(4, 20)
                .allSatisfy(mark -> {
                    double barsAway = (mark - bars.get(0)) / width;
                    assertThat(barsAway).isCloseTo(Math.rint(barsAway), within(0.2));
                });
    }

    /** Of what has such a colour in a row. */
    private static List<Double> middles(BufferedImage image, int y, IntPredicate colour) {
        List<Double> middles = new ArrayList<>();
        int begin = -1;
        for (int x = 0; x < image.getWidth(); x++) {
            boolean isOf = colour.test(image.getRGB(x, y));
            if (isOf && begin < 0) {
                begin = x;
            } else if (!isOf && begin >= 0) {
                middles.add((begin + x - 1) / 2.0);
                begin = -1;
            }
        }
        return middles;
    }

    @Test
    void a_network_of_one_node_and_one_of_none_are_drawn_too() throws Exception {
        assertThat(Pictures.write(place.resolve("one.svg"), NETWORK, List.of(node(1, "ready", List.of()))))
                .hasSize(2);
        assertThat(Pictures.write(place.resolve("none.svg"), NETWORK, List.of()))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.gif", "a", "svg", ".png"})
    void another_ending_is_refused(String name) {
        assertThatThrownBy(() -> Pictures.kind(Path.of(name)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("ends neither in .svg nor in .png");
    }

    private static List<NodeAnswer> ring(String state) {
        List<NodeAnswer> nodes = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            nodes.add(node(i, state, List.of(i == 1 ? 6 : i - 1, i == 6 ? 1 : i + 1)));
        }
        return nodes;
    }

    private static NodeAnswer node(int number, String state, List<Integer> neighbours) {
        return new NodeAnswer(
                number,
                "Gossip-Node-" + number,
                "127.0.0.1:1",
                state,
                Instant.EPOCH,
                neighbours,
                0,
                0,
                Map.of(),
                1,
                null);
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    private static boolean has(BufferedImage image, int colour) {
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                if (image.getRGB(x, y) == colour) {
                    return true;
                }
            }
        }
        return false;
    }
}
