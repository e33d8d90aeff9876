package grapevine.lab.report;

import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** The colours of a plot; those of the series can be told apart by people who do not see red and green alike. */
enum Theme {
    LIGHT(0xffffff, 0x1f2328, 0xd0d7de, 0x0072b2, 0xd55e00, 0x009e73),
    DARK(0x161b22, 0xe6edf3, 0x3d444d, 0x56b4e9, 0xe69f00, 0x2ec4a0);

    private final int paper;
    private final int ink;
    private final int grid;
    private final int first;
    private final int second;
    private final int third;

    Theme(int paper, int ink, int grid, int first, int second, int third) {
        this.paper = paper;
        this.ink = ink;
        this.grid = grid;
        this.first = first;
        this.second = second;
        this.third = third;
    }

    /** The roles of the colours, as the page's style names them. */
    private static final String[] ROLES = {"chart-paper", "chart-ink", "chart-grid", "chart-1", "chart-2", "chart-3"};

    /** What was drawn in light colours, in those that the page's style says. */
    static String inColoursOfPage(String svg) {
        String text = svg;
        int[] colours = LIGHT.colours();
        for (int i = 0; i < ROLES.length; i++) {
            Color colour = new Color(colours[i]);
            String drawn = "rgb(" + colour.getRed() + "," + colour.getGreen() + "," + colour.getBlue() + ")";
            text = text.replace(drawn, "var(--" + ROLES[i] + ")");
        }
        return text;
    }

    /** The colours as the page's style says them. */
    String style() {
        StringBuilder style = new StringBuilder();
        int[] colours = colours();
        for (int i = 0; i < ROLES.length; i++) {
            style.append(String.format(Locale.ROOT, " --%s: #%06x;", ROLES[i], colours[i]));
        }
        return style.toString().strip();
    }

    private int[] colours() {
        return new int[] {paper, ink, grid, first, second, third};
    }

    void dress(AxesChartStyler styler) {
        Color paper = new Color(this.paper);
        Color ink = new Color(this.ink);
        Color grid = new Color(this.grid);
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        styler.setBaseFont(font)
                .setChartBackgroundColor(paper)
                .setPlotBackgroundColor(paper)
                .setPlotBorderColor(grid)
                .setChartFontColor(ink)
                .setChartTitleFontColor(ink)
                .setChartTitleFont(font.deriveFont(Font.BOLD, 15))
                .setChartTitleBoxVisible(false)
                .setXAxisTitleColor(ink)
                .setYAxisTitleColor(ink)
                .setLegendFont(font)
                .setLegendBackgroundColor(paper)
                .setLegendBorderColor(paper)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendPadding(12)
                .setSeriesColors(new Color[] {new Color(first), new Color(second), new Color(third)})
                .setMarkerSize(6);
        styler.setAxisTitleFont(font)
                .setAxisTickLabelsFont(font.deriveFont(12f))
                .setAxisTickLabelsColor(ink)
                .setXAxisTickLabelsColor(ink)
                .setYAxisTickLabelsColor(ink)
                .setAxisTickMarksColor(grid)
                .setPlotGridLinesColor(grid);
    }
}
