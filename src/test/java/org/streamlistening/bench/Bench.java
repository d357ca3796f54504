package org.streamlistening.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures this library beside its peers. In each round, every program of every row runs once, one after the other,
 * each in a process of its own; the table has the medians. Only in a smoke run, which measures no times, do several run
 * at once. A message that is lost, doubled or out of order fails the
 * run.
 *
 * <pre>run [--rounds N] [--smoke] [--transport rest|jdk] [--docs] [ROW...]</pre>
 */
final class Bench {

    private static final Path FOLDER = Path.of("target/bench");
    private static final Path DOCS = Path.of("src/docs");

    /** The programs of a smoke run at a time. */
    private static final int AT_ONCE = 3;

    private final Options options;
    private final Results results;
    private final Measurement measurement;
    private final Machine machine = new Machine();
    private volatile boolean failed;

    private Bench(Options options) throws IOException {
        this.options = options;
        this.results = new Results(FOLDER.resolve("results.jsonl"));
        Path log = FOLDER.resolve("processes.log");
        Files.deleteIfExists(log);
        this.measurement = new Measurement(log, List.of());
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments);
        Optional<String> unknown = options.unknown(Rows.all());
        if (unknown.isPresent()) {
            System.err.println(unknown.get());
            System.exit(2);
        }
        Bench bench = new Bench(options);
        bench.run();
        System.exit(bench.failed ? 1 : 0);
    }

    private void run() throws IOException, InterruptedException {
        List<Row> rows = options.chosen(Rows.all());
        if (options.smoke()) {
            checkAll(rows);
            return;
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (Row row : rows) {
                if (round == 1 || !row.options().contains(Row.Option.ONCE)) {
                    for (Contender contender : row.contenders()) {
                        measure(round, row, contender);
                    }
                }
            }
        }
        report(rows);
    }

    private void checkAll(List<Row> rows) throws InterruptedException {
        ExecutorService several = Executors.newFixedThreadPool(AT_ONCE);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Row row : rows) {
            // The rows that show growth have the same sizes in a smoke run, unless they are named.
            if (!options.rows().isEmpty() || !row.options().contains(Row.Option.ONCE)) {
                row.contenders()
                        .forEach(contender -> tasks.add(() -> {
                            measure(1, row, contender);
                            return null;
                        }));
            }
        }
        try {
            for (Future<Void> task : several.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot measure", e);
        } finally {
            several.shutdownNow();
        }
        System.out.println(failed ? "Some programs failed." : "All results are complete and in order.");
    }

    private void report(List<Row> rows) throws IOException {
        String table = new Table(results).of(rows);
        Files.writeString(FOLDER.resolve("results.md"), machine + "\n\n" + table);
        System.out.print(table);
        new Plots(results, rows).write(FOLDER);
        if (options.docs()) {
            Map<String, String> pictures = new Plots(results, rows).write(DOCS.resolve("performance"));
            pictures.replaceAll((title, file) -> "performance/" + file);
            new ResultsPage(DOCS.resolve("performance.md")).write(machine, pictures, table);
        }
    }

    private void measure(int round, Row row, Contender contender) throws IOException, InterruptedException {
        System.err.printf("round %d, %s, %s%n", round, row.name(), contender.name());
        try {
            results.add(round, row, contender, measurement.run(row, contender, options.smoke()));
        } catch (IOException failure) {
            System.err.println(row.name() + ", " + contender.name() + ": " + failure.getMessage());
            if (contender.isOurs() || !row.options().contains(Row.Option.PEERS_MAY_FAIL)) {
                failed = true;
            }
        }
    }
}
