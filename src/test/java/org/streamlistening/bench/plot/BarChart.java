package org.streamlistening.bench.plot;

import java.util.List;

/** Horizontal bars in groups, each group with a scale of its own. */
public final class BarChart {

    private static final int WIDTH = 760;
    private static final int LABELS = 210;
    private static final int VALUES = 80;
    private static final int LINE = 24;
    private static final int GAP = 34;

    private BarChart() {}

    /** @param colour the number of its colour */
    public record Bar(String label, double value, int colour) {}

    /** The bars that are compared with each other. */
    public record Group(String title, List<Bar> bars) {}

    public static String of(String title, List<Group> groups) {
        Svg svg = new Svg();
        int y = 10;
        for (Group group : groups) {
            y += GAP;
            svg.text(10, y - 12, "title", group.title());
            double most = group.bars().stream().mapToDouble(Bar::value).max().orElse(1);
            for (Bar bar : group.bars()) {
                double length = (WIDTH - LABELS - VALUES) * bar.value() / most;
                svg.text(LABELS - 8, y + 15, "end", bar.label())
                        .bar(LABELS, y + 2, Math.max(1, length), LINE - 6, bar.colour() % Svg.COLOURS)
                        .text(LABELS + length + 6, y + 15, "value", Numbers.text(bar.value()));
                y += LINE;
            }
        }
        return svg.of(WIDTH, y + 14, title);
    }
}
