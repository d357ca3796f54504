package org.streamlistening.sample.board;

import java.util.List;

/**
 * The vertical axis of a chart, from 0 to a round number whose half is a whole one.
 *
 * @param top at least 2
 */
record Scale(int top) {

    private static final int[] STEPS = {2, 4, 10};

    /** The smallest scale that has room for a value. */
    static Scale of(int max) {
        long power = 1;
        while (true) {
            for (int step : STEPS) {
                if (step * power >= max) {
                    return new Scale((int) Math.min(Integer.MAX_VALUE, step * power));
                }
            }
            power *= 10;
        }
    }

    /** The marks, from the top to the bottom. */
    List<String> marks() {
        return List.of(text(top), text(top / 2), "0");
    }

    /** A number as the charts show it. */
    static String text(int value) {
        return String.format("%,d", value);
    }
}
