package org.streamlistening.sample.board;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A line over the last minute, for an SVG element with the view box {@code 0 0 116 40}, between a vertical axis from 0 to
 * a round number and a horizontal one of time. What EL reads is a getter.
 */
public final class Chart {

    private static final int STEP = 2;
    private static final int HEIGHT = 40;

    private final String name;
    private final String unit;
    private final int[] values;
    private final int max;
    private final Scale scale;

    /** @param unit for any number but 1, such as "messages" */
    Chart(String name, String unit, int... values) {
        this.name = name;
        this.unit = unit;
        this.values = values.clone();
        this.max = Arrays.stream(values).max().orElse(0);
        this.scale = Scale.of(max);
    }

    /** What it shows, such as "Rate". */
    public String getName() {
        return name;
    }

    /** The value of the last whole second. */
    public String getLatest() {
        return Scale.text(latest());
    }

    /** The unit of {@link #getLatest()}. */
    public String getUnit() {
        return unitOf(latest());
    }

    /** The marks of the vertical axis, from the top to the bottom. */
    public List<String> getMarks() {
        return scale.marks();
    }

    /** What a screen reader says. */
    public String getDescription() {
        return name + ": " + getLatest() + " " + getUnit() + " now, " + Scale.text(max) + " " + unitOf(max)
                + " at most in the last minute";
    }

    /** The points of the line. */
    public String getLine() {
        return IntStream.range(0, values.length)
                .mapToObj(i -> i * STEP + "," + height(values[i]))
                .collect(Collectors.joining(" "));
    }

    /** The points of the area below it. */
    public String getArea() {
        return "0,40 " + getLine() + " " + Math.max(0, values.length - 1) * STEP + ",40";
    }

    private int latest() {
        return values.length == 0 ? 0 : values[values.length - 1];
    }

    private String unitOf(int value) {
        return value == 1 ? unit.replace("messages", "message") : unit;
    }

    private String height(int value) {
        double height = HEIGHT - (double) value * HEIGHT / scale.top();
        return height == Math.rint(height) ? String.valueOf((int) height) : String.format(Locale.ROOT, "%.1f", height);
    }
}
