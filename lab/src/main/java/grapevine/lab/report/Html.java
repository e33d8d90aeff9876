package grapevine.lab.report;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts that the page is put together from: sections with a table each. */
final class Html {
    private Html() {}

    /** Nothing for a table without rows. */
    static String section(String title, String note, String head, Stream<String> rows) {
        return section(title, note, "", head, rows);
    }

    static String section(String title, String note, String style, String head, Stream<String> rows) {
        String body = rows.collect(Collectors.joining());
        return body.isEmpty()
                ? ""
                : "<h2>" + title + "</h2>\n" + (note.isEmpty() ? "" : "<p class=\"soft\">" + escape(note) + "</p>\n")
                        + "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + title + "\"><table"
                        + (style.isEmpty() ? "" : " class=\"" + style + "\"") + ">\n"
                        + head
                        + "<tbody>\n" + body + "</tbody>\n</table></div>\n";
    }

    /** A {@code #} before a text puts it to the right, as numbers stand. */
    static String head(String... names) {
        return "<thead><tr>"
                + Stream.of(names)
                        .map(name -> cell("th", " scope=\"col\"", name))
                        .collect(Collectors.joining()) + "</tr></thead>\n";
    }

    static String row(String name, String... cells) {
        return "<tr>" + cell("th", " scope=\"row\"", name)
                + Stream.of(cells).map(text -> cell("td", "", text)).collect(Collectors.joining()) + "</tr>\n";
    }

    static String cell(String tag, String more, String text) {
        boolean isNumber = text.startsWith("#");
        return "<" + tag + more + (isNumber ? " class=\"n\">" : ">") + escape(isNumber ? text.substring(1) : text)
                + "</" + tag + ">";
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
