package org.streamlistening.bench;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All figures that were measured, each also a line of JSON in a file. */
final class Results {

    private record Result(String row, String contender, Map<String, Double> figures) {}

    private final Path file;
    private final List<Result> results = new ArrayList<>();

    Results(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
    }

    synchronized void add(int round, Row row, Contender contender, Map<String, Double> figures) throws IOException {
        results.add(new Result(row.name(), contender.name(), figures));
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("row", row.name())
                .add("subject", contender.name())
                .add("round", round)
                .add("jdk", Runtime.version().toString());
        figures.forEach(json::add);
        Files.writeString(file, json.build() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The median of a figure over all rounds; empty if it was not measured. */
    Optional<Double> median(Row row, Contender contender, String figure) {
        List<Double> values = results.stream()
                .filter(result -> result.row().equals(row.name())
                        && result.contender().equals(contender.name())
                        && result.figures().containsKey(figure))
                .map(result -> result.figures().get(figure))
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Samples.median(values));
    }
}
