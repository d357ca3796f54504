package org.streamlistening.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.streamlistening.bench.plot.BarChart;
import org.streamlistening.bench.plot.LineChart;

/** The pictures of the results. A picture for which nothing was measured is left out. */
final class Plots {

    private static final List<Picture> PICTURES = List.of(
            new Picture(
                    "catch-up.svg",
                    "Catch-up beside the peers",
                    "",
                    List.of("catch-up-small", "catch-up-small-jackson", "catch-up-large", "catch-up-large-client")),
            new Picture(
                    "fan-out.svg",
                    "Fan-out beside the peers",
                    "",
                    List.of("one-stream-1000", "one-stream-10000", "many-streams-1000")),
            new Picture(
                    "listeners.svg",
                    "From 10 to 10,000 listeners of one stream",
                    "one-stream-",
                    List.of("ms", "CPU ms", "resident MB")),
            new Picture(
                    "streams.svg",
                    "From 1 to 1,000 streams with one listener each",
                    "many-streams-",
                    List.of("ms", "CPU ms", "resident MB")));

    /**
     * Bars of rows, or lines of figures over all rows with a prefix.
     *
     * @param prefix what the names of the rows begin with; empty: bars
     * @param names the rows of bars, or the figures of lines
     */
    private record Picture(String file, String title, String prefix, List<String> names) {}

    private final Results results;
    private final List<Row> rows;

    Plots(Results results, List<Row> rows) {
        this.results = results;
        this.rows = rows;
    }

    /** @return the names of the files by their titles */
    Map<String, String> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, String> written = new LinkedHashMap<>();
        for (Picture picture : PICTURES) {
            String svg = picture.prefix().isEmpty() ? bars(picture) : lines(picture);
            if (!svg.isEmpty()) {
                Files.writeString(folder.resolve(picture.file()), svg);
                written.put(picture.title(), picture.file());
            }
        }
        return written;
    }

    private String bars(Picture picture) {
        List<BarChart.Group> groups = new ArrayList<>();
        for (Row row : rows) {
            List<BarChart.Bar> bars = new ArrayList<>();
            for (Contender contender : row.contenders()) {
                results.median(row, contender, "ms")
                        .ifPresent(value -> bars.add(new BarChart.Bar(
                                contender.name(), value, contender.column().ordinal())));
            }
            if (picture.names().contains(row.name()) && !bars.isEmpty()) {
                groups.add(new BarChart.Group(row.title() + ": ms", bars));
            }
        }
        return groups.isEmpty() ? "" : BarChart.of(picture.title(), groups);
    }

    private String lines(Picture picture) {
        List<LineChart.Panel> panels = new ArrayList<>();
        for (String figure : picture.names()) {
            List<LineChart.Series> series = List.of(Contender.LISTENER_REST, Contender.LOOP, Contender.FAN_OUT).stream()
                    .map(contender -> new LineChart.Series(
                            contender.name(),
                            points(picture.prefix(), contender, figure),
                            contender.column().ordinal()))
                    .filter(one -> one.points().size() > 1)
                    .toList();
            if (!series.isEmpty()) {
                panels.add(new LineChart.Panel(picture.title() + ": " + figure, series));
            }
        }
        return panels.isEmpty() ? "" : LineChart.of(picture.title(), panels);
    }

    private SortedMap<Integer, Double> points(String prefix, Contender contender, String figure) {
        SortedMap<Integer, Double> points = new TreeMap<>();
        for (Row row : rows) {
            if (row.name().startsWith(prefix)) {
                results.median(row, contender, figure)
                        // A logarithmic axis has no zero.
                        .filter(value -> value > 0)
                        .ifPresent(
                                value -> points.put(Integer.valueOf(row.name().substring(prefix.length())), value));
            }
        }
        return points;
    }
}
