package org.streamlistening.internal.meters;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.streamlistening.metrics.MetricsSnapshot;

/**
 * One meter of an application.
 *
 * @param name in lower case, its parts separated by dots
 * @param unit as the Unified Code for Units of Measure has it: {@code s}, {@code By}, or a noun in braces
 * @param grows whether the value is a count since the start, rather than the present state
 */
public record StreamMeter(String name, String unit, String description, boolean grows, List<Series> series) {

    /**
     * The values of a meter with these attributes.
     *
     * @param value not a number if it is not known now
     */
    public record Series(Map<String, String> attributes, ToDoubleFunction<MetricsSnapshot> value) {}
}
