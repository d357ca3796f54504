package org.streamlistening.sample.board;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small line over the last minute, for an SVG element with the view box {@code 0 0 118 40}. What EL reads is a getter.
 */
public final class Chart {

    private static final int STEP = 2;
    private static final int TOP = 3;
    private static final int BOTTOM = 37;

    private final String name;
    private final String unit;
    private final int[] values;
    private final int max;

    Chart(String name, String unit, int... values) {
        this.name = name;
        this.unit = unit;
        this.values = values.clone();
        this.max = Arrays.stream(values).max().orElse(0);
    }

    /** What it shows, such as "Messages per second". */
    public String getName() {
        return name;
    }

    /** The value of the last whole second, with its unit. */
    public String getLatest() {
        return text(values.length == 0 ? 0 : values[values.length - 1]);
    }

    /** What a screen reader says. */
    public String getDescription() {
        return name + ": " + getLatest() + " now, " + text(max) + " at most in the last minute";
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

    private String text(int value) {
        return String.format("%,d", value) + unit;
    }

    private int height(int value) {
        return max == 0 ? BOTTOM : BOTTOM - (int) ((long) value * (BOTTOM - TOP) / max);
    }
}
