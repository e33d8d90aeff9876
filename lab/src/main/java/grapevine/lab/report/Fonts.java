package grapevine.lab.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Whether this machine has what letters in pictures take. */
public final class Fonts {
    private Fonts() {}

    /**
     * Tries them out; no display is needed from then on.
     *
     * @throws UnsupportedOperationException one line, if nothing can be drawn on this machine
     */
    public static void check() {
        System.setProperty("java.awt.headless", "true");
        check(Fonts::write);
    }

    /**
     * A Java without a font library or without any font fails with errors of many kinds, some of them only at the
     * second letter.
     */
    static void check(Runnable writing) {
        try {
            writing.run();
        } catch (RuntimeException | Error e) {
            throw new UnsupportedOperationException(
                    "plots take fonts, and this Java finds none: please install fontconfig and a font"
                            + " (Debian: fontconfig fonts-dejavu-core; Alpine: fontconfig ttf-dejavu)",
                    e);
        }
    }

    private static void write() {
        Graphics2D pen = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
        pen.setColor(Color.WHITE);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 8));
        pen.drawString("Aa", 0, 8);
        pen.dispose();
    }
}
