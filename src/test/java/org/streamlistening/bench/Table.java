package org.streamlistening.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.streamlistening.bench.Contender.Column;
import org.streamlistening.bench.plot.Numbers;

/** The results as one Markdown table: a line for each figure of each variant of this library. */
final class Table {

    private static final String HEAD = "| row | figure | variant | this library | loop by hand | fanned out by hand "
            + "| TypeScript | reference server | container alone | over HTTP | session listener | ratio | aim | met |\n"
            + "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n";

    private static final List<Column> PEERS = List.of(
            Column.LOOP,
            Column.FAN_OUT,
            Column.TYPESCRIPT,
            Column.REFERENCE,
            Column.CONTAINER,
            Column.HTTP,
            Column.LISTENER);

    private final Results results;

    Table(Results results) {
        this.results = results;
    }

    String of(List<Row> rows) {
        StringBuilder table = new StringBuilder(HEAD);
        for (Row row : rows) {
            for (Row.Figure figure : row.figures()) {
                for (Contender ours : row.ours()) {
                    results.median(row, ours, figure.name())
                            .ifPresent(value -> table.append(line(row, figure, ours, value)));
                }
            }
        }
        return table.toString();
    }

    private String line(Row row, Row.Figure figure, Contender ours, double value) {
        List<String> cells =
                new ArrayList<>(List.of("`" + row.name() + "`", figure.name(), ours.name(), Numbers.text(value)));
        for (Column column : PEERS) {
            cells.add(peer(row, figure, column).map(Numbers::text).orElse(""));
        }
        cells.add(ratio(row, figure, value));
        cells.add(figure.aims().stream().map(Aim::text).collect(Collectors.joining("; ")));
        cells.add(met(row, figure, value));
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private Optional<Double> peer(Row row, Row.Figure figure, Column column) {
        return row.in(column).flatMap(contender -> results.median(row, contender, figure.name()));
    }

    /** To the peer of the aim. */
    private String ratio(Row row, Row.Figure figure, double value) {
        return figure.aims().stream()
                .map(Aim::peer)
                .filter(Objects::nonNull)
                .findFirst()
                .flatMap(column -> peer(row, figure, column))
                .map(peer -> String.format(Locale.ROOT, "%.2f", value / peer))
                .orElse("");
    }

    private String met(Row row, Row.Figure figure, double value) {
        List<Boolean> met = figure.aims().stream()
                .flatMap(aim -> aim.isMet(value, column -> peer(row, figure, column)).stream())
                .toList();
        if (met.isEmpty()) {
            return "";
        }
        return met.contains(false) ? "**no**" : "yes";
    }
}
