package grapevine.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.lab.live.NetworkPlan;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is drawn in the picture of the page, told by its points. */
@Execution(ExecutionMode.SAME_THREAD)
class PagePictureIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Has the message shown again, and tells how many points of the layer above the picture are drawn meanwhile. */
    private static final String TRAVEL = """
            const done = arguments[0];
            const layer = document.querySelector('canvas.overlay');
            let most = 0;
            const end = performance.now() + 5000;
            const look = () => {
              const data = layer.getContext('2d').getImageData(0, 0, layer.width, layer.height).data;
              const drawn = data.filter((value, i) => i % 4 === 3 && value > 0).length;
              most = Math.max(most, drawn);
              performance.now() < end ? requestAnimationFrame(look) : done([most, drawn]);
            };
            document.querySelector('#message-details p button').click();
            look();
            """;

    @RegisterExtension
    private static final OpenPage page = new OpenPage();

    /** Colours as the style sheet has them. */
    private enum Colour {
        READY(0x2c, 0x7a, 0x4b),
        READY_IN_THE_DARK(0x57, 0xc3, 0x88),
        CUT(0xc0, 0x2b, 0x24),
        ACCENT(0x0a, 0x5f, 0xb8);

        private final int red;
        private final int green;
        private final int blue;

        Colour(int red, int green, int blue) {
            this.red = red;
            this.green = green;
            this.blue = blue;
        }

        long points() throws Exception {
            return page.browser.pointsOf("#graph", red, green, blue);
        }

        void awaitPoints(long least, long most) {
            Awaitility.await(name())
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(points()).isBetween(least, most));
        }
    }

    private static void open() throws Exception {
        page.start(NetworkPlan.Kind.CIRCULAR, 6);
        page.enter();
        page.browser.await("#summary", text -> text.startsWith("6 nodes · 6 links"));
        Colour.READY.awaitPoints(6 * 150, Long.MAX_VALUE);
    }

    @Test
    void nodes_have_the_colour_of_their_state_in_the_dark_too() throws Exception {
        open();
        long inTheLight = Colour.READY.points();

        page.browser.prefer("dark");

        Colour.READY_IN_THE_DARK.awaitPoints(inTheLight / 2, 2 * inTheLight);
        assertThat(Colour.READY.points()).isLessThan(inTheLight / 10);
        page.browser.prefer("light");
        Colour.READY.awaitPoints(inTheLight / 2, 2 * inTheLight);
    }

    @Test
    void the_links_of_a_cut_are_red_until_it_is_mended() throws Exception {
        open();
        long inLegend = Colour.CUT.points();

        page.browser.type("#side", "1-3");
        page.browser.click("#cut button");
        Colour.CUT.awaitPoints(inLegend + 50, Long.MAX_VALUE);

        page.browser.click("#mend");
        Colour.CUT.awaitPoints(inLegend, inLegend + 10);
    }

    @Test
    void a_chosen_node_has_a_ring() throws Exception {
        open();
        long before = Colour.ACCENT.points();

        page.browser.click("#node-3 button");

        Colour.ACCENT.awaitPoints(before + 50, Long.MAX_VALUE);
    }

    @Test
    void the_ways_of_a_chosen_message_are_marked_and_it_is_drawn_as_it_travels() throws Exception {
        open();
        page.browser.click("#node-3 button");
        page.browser.type("#text", "apple");
        page.browser.click("#send button");
        page.browser.await("#message-list button", text -> text.startsWith("apple — 6 of 6"));
        long before = Colour.ACCENT.points();

        page.browser.click("#message-list button");
        Colour.ACCENT.awaitPoints(before + 200, Long.MAX_VALUE);

        assertThat((List<?>) page.browser.runAndWait(TRAVEL)).satisfies(points -> {
            assertThat((Long) points.get(0)).as("most at a time").isGreaterThan(20);
            assertThat((Long) points.get(1)).as("at the end").isZero();
        });
        page.browser.click("#message-list button");
        Colour.ACCENT.awaitPoints(0, before + 50);
    }
}
