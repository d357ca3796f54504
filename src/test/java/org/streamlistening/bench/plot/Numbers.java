package org.streamlistening.bench.plot;

import java.util.Locale;

/** Values as text. */
public final class Numbers {

    private Numbers() {}

    /** Three digits or more, with separators. */
    public static String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
