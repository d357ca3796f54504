package org.streamlistening.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The options of a run.
 *
 * @param smoke whether everything is as small as it can be
 * @param docs whether table and plots go into the documentation
 * @param transport the only transport to measure, if one is named
 * @param rows the names of the rows to measure; empty: all
 */
record Options(int rounds, boolean smoke, boolean docs, Optional<String> transport, List<String> rows) {

    private static final int USUAL_ROUNDS = 3;

    static Options of(String... arguments) {
        Deque<String> left = new ArrayDeque<>(List.of(arguments));
        int rounds = USUAL_ROUNDS;
        boolean smoke = false;
        boolean docs = false;
        Optional<String> transport = Optional.empty();
        List<String> rows = new ArrayList<>();
        while (!left.isEmpty()) {
            String argument = left.remove();
            switch (argument) {
                case "--rounds" -> rounds = Integer.parseInt(left.remove());
                case "--smoke" -> smoke = true;
                case "--docs" -> docs = true;
                case "--transport" -> transport = Optional.of(left.remove());
                default -> rows.add(argument);
            }
        }
        return new Options(smoke ? 1 : rounds, smoke, docs, transport, List.copyOf(rows));
    }

    /** What is wrong with the names of rows. */
    Optional<String> unknown(List<Row> all) {
        List<String> names = all.stream().map(Row::name).toList();
        return rows.stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .map(name -> "run: there is no row " + name + ", but " + String.join(", ", names));
    }

    List<Row> chosen(List<Row> all) {
        return all.stream()
                .filter(row -> rows.isEmpty() || rows.contains(row.name()))
                .map(row -> transport.map(row::over).orElse(row))
                .toList();
    }
}
