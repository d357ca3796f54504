package org.streamlistening.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.meters.StreamMeter;
import org.streamlistening.internal.meters.StreamMeters;

/** observability.md has a row for each meter, with its kind, unit and labels, and for no other one. */
class MetersPageTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(durable\\.streams\\.[a-z.]+)` \\| (\\w+) \\| `([^`]+)` \\| ([^|]*)\\|");

    @Test
    void eachMeterHasARow() {
        List<String> documented = ROW.matcher(
                        Page.of(Path.of("src/docs/observability.md")).text())
                .results()
                .map(row -> String.join(" ", row.group(1), row.group(2), row.group(3), row.group(4)))
                .map(String::strip)
                .toList();
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(StreamMeters.of(List.of("audit"), true).stream()
                        .map(MetersPageTest::row)
                        .toList());
    }

    private static String row(StreamMeter meter) {
        String labels = new TreeSet<>(meter.series().get(0).attributes().keySet())
                .stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return String.join(" ", meter.name(), meter.grows() ? "count" : "state", meter.unit(), labels)
                .strip();
    }
}
