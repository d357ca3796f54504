package org.streamlistening.bench.plot;

import java.util.Locale;

/** Builds one picture. Colours are classes, which follow the colour scheme of the reader. */
final class Svg {

    /** How many series have a colour of their own. */
    static final int COLOURS = 5;

    private static final String STYLE = """
            <style>
            text { font: 13px system-ui, sans-serif; fill: #1f2328; }
            .title { font-weight: 600; font-size: 14px; }
            .end { text-anchor: end; }
            .middle { text-anchor: middle; }
            .page { fill: #ffffff; }
            .grid { stroke: #c4cad1; stroke-width: 1; }
            .line { fill: none; stroke-width: 2; }
            .f0 { fill: #0550ae; } .s0 { stroke: #0550ae; }
            .f1 { fill: #bc4c00; } .s1 { stroke: #bc4c00; }
            .f2 { fill: #57606a; } .s2 { stroke: #57606a; }
            .f3 { fill: #1a7f37; } .s3 { stroke: #1a7f37; }
            .f4 { fill: #8250df; } .s4 { stroke: #8250df; }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; }
            .page { fill: #0d1117; }
            .grid { stroke: #3d444d; }
            .f0 { fill: #58a6ff; } .s0 { stroke: #58a6ff; }
            .f1 { fill: #f0883e; } .s1 { stroke: #f0883e; }
            .f2 { fill: #9da7b1; } .s2 { stroke: #9da7b1; }
            .f3 { fill: #3fb950; } .s3 { stroke: #3fb950; }
            .f4 { fill: #bc8cff; } .s4 { stroke: #bc8cff; }
            }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();

    Svg text(double x, double y, String styles, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        return add(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>", x, y, styles, escaped));
    }

    Svg bar(double x, double y, double width, double height, int colour) {
        return add(String.format(Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"f%d\"/>",
                x, y, width, height, colour));
    }

    Svg grid(double x1, double y1, double x2, double y2) {
        return add(String.format(Locale.ROOT, "<path d=\"M%.1f %.1fL%.1f %.1f\" class=\"grid\"/>", x1, y1, x2, y2));
    }

    /** @param points alternating x and y */
    Svg line(double[] points, int colour) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", points[i], points[i + 1]));
            dot(points[i], points[i + 1], colour);
        }
        return add(String.format(Locale.ROOT, "<path d=\"%s\" class=\"line s%d\"/>", path, colour));
    }

    /** A mark of its own for each colour, for readers who do not tell the colours apart. */
    private void dot(double x, double y, int colour) {
        if (colour % 2 == 0) {
            add(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"f%d\"/>", x, y, colour));
        } else {
            bar(x - 4, y - 4, 8, 8, colour);
        }
    }

    private Svg add(String element) {
        body.append(element).append('\n');
        return this;
    }

    String of(int width, int height, String title) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " role=\"img\">%n"
                        + "<title>%s</title>%n%s<rect class=\"page\" width=\"%d\" height=\"%d\"/>%n%s</svg>%n",
                width,
                height,
                width,
                height,
                title,
                STYLE,
                width,
                height,
                body);
    }
}
