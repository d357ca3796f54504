package org.streamlistening.bench.plot;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.DoubleStream;

/** Panels of lines; both axes are logarithmic, with a line of the grid for each power of ten. */
public final class LineChart {

    private static final int WIDTH = 760;
    private static final int PANEL = 230;
    private static final int LEFT = 80;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int PLOT = 140;
    private static final int LABEL_HEIGHT = 16;

    private LineChart() {}

    /** A value for each position. */
    public record Series(String label, SortedMap<Integer, Double> points, int colour) {}

    /** Lines with the same axes. */
    public record Panel(String title, List<Series> series) {}

    public static String of(String title, List<Panel> panels) {
        Svg svg = new Svg();
        for (int i = 0; i < panels.size(); i++) {
            draw(svg, panels.get(i), i * PANEL);
        }
        return svg.of(WIDTH, panels.size() * PANEL, title);
    }

    /** The powers of ten from one exponent to another, on a length. */
    record Axis(int low, int high) {

        static Axis of(double least, double most) {
            int low = (int) Math.floor(Math.log10(least));
            return new Axis(low, Math.max(low + 1, (int) Math.ceil(Math.log10(most))));
        }

        double share(double value) {
            return (Math.log10(value) - low) / (high - low);
        }
    }

    private static void draw(Svg svg, Panel panel, int top) {
        Axis x = Axis.of(least(panel, true), most(panel, true));
        Axis y = Axis.of(least(panel, false), most(panel, false));
        svg.text(10, top + 22, "title", panel.title());
        for (int power = x.low(); power <= x.high(); power++) {
            double at = x(x, Math.pow(10, power));
            svg.grid(at, top + TOP, at, top + TOP + PLOT).text(at, top + TOP + PLOT + 18, "middle", power(power));
        }
        for (int power = y.low(); power <= y.high(); power++) {
            double at = y(y, Math.pow(10, power), top);
            svg.grid(LEFT, at, WIDTH - RIGHT, at).text(LEFT - 8, at + 4, "end", power(power));
        }
        double free = Double.MAX_VALUE;
        for (Series series : byLastValue(panel)) {
            double[] points = new double[series.points().size() * 2];
            int i = 0;
            for (Map.Entry<Integer, Double> point : series.points().entrySet()) {
                points[i++] = x(x, point.getKey());
                points[i++] = y(y, point.getValue(), top);
            }
            svg.line(points, series.colour() % Svg.COLOURS);
            // Labels of lines that end at the same place stand above each other.
            double label = Math.min(points[points.length - 1] + 4, free);
            free = label - LABEL_HEIGHT;
            double last = series.points().get(series.points().lastKey());
            svg.text(WIDTH - RIGHT + 10, label, "label", series.label() + " " + Numbers.text(last));
        }
    }

    /** The lowest line first. */
    private static List<Series> byLastValue(Panel panel) {
        return panel.series().stream()
                .sorted((one, other) -> Double.compare(
                        one.points().get(one.points().lastKey()),
                        other.points().get(other.points().lastKey())))
                .toList();
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis axis, double value, int top) {
        return top + TOP + PLOT * (1 - axis.share(value));
    }

    private static String power(int exponent) {
        return exponent < 0
                ? String.valueOf(Math.pow(10, exponent))
                : String.format(Locale.ROOT, "%,.0f", Math.pow(10, exponent));
    }

    private static double least(Panel panel, boolean position) {
        return values(panel, position).min().orElse(1);
    }

    private static double most(Panel panel, boolean position) {
        return values(panel, position).max().orElse(10);
    }

    private static DoubleStream values(Panel panel, boolean position) {
        return panel.series().stream()
                .flatMap(series -> series.points().entrySet().stream())
                .mapToDouble(point -> position ? point.getKey() : point.getValue());
    }
}
