package org.streamlistening.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One row of the benchmark: a workload, the programs that perform it, and the figures that count.
 *
 * @param workload the arguments of the workload; {@code name=FULL|SMOKE} has a smaller value for a smoke run
 * @param heapMegabytes the maximum heap of each program
 * @param options what is special about it
 */
record Row(
        String name,
        String title,
        String workload,
        int heapMegabytes,
        List<Contender> contenders,
        List<Figure> figures,
        List<Option> options) {

    private static final int USUAL_HEAP = 1024;

    /** What is special about a row. */
    enum Option {
        /** Measured in the first round only: it shows how figures grow. */
        ONCE,
        /** A peer that fails is a result. */
        PEERS_MAY_FAIL
    }

    /** A figure of a workload, with the aims that it has to meet. */
    record Figure(String name, List<Aim> aims) {}

    static Row of(String name, String title, String workload, Contender... contenders) {
        return new Row(name, title, workload, USUAL_HEAP, List.of(contenders), List.of(), List.of());
    }

    Row figure(String figure, Aim... aims) {
        List<Figure> more = new ArrayList<>(figures);
        more.add(new Figure(figure, List.of(aims)));
        return new Row(name, title, workload, heapMegabytes, contenders, List.copyOf(more), options);
    }

    /** The same with more programs. */
    Row beside(Contender... more) {
        List<Contender> all =
                Stream.concat(contenders.stream(), Arrays.stream(more)).toList();
        return new Row(name, title, workload, heapMegabytes, all, figures, options);
    }

    Row heap(int megabytes) {
        return new Row(name, title, workload, megabytes, contenders, figures, options);
    }

    Row with(Option... all) {
        return new Row(name, title, workload, heapMegabytes, contenders, figures, List.of(all));
    }

    /** The same with those programs only that do not use another transport. */
    Row over(String transport) {
        List<Contender> left = contenders.stream()
                .filter(contender -> contender.isOver(transport))
                .toList();
        return new Row(name, title, workload, heapMegabytes, left, figures, options);
    }

    List<String> workload(boolean smoke) {
        return Arrays.stream(workload.split(" "))
                .map(argument -> {
                    int bar = argument.indexOf('|');
                    if (bar < 0) {
                        return argument;
                    }
                    return smoke
                            ? argument.substring(0, argument.indexOf('=') + 1) + argument.substring(bar + 1)
                            : argument.substring(0, bar);
                })
                .toList();
    }

    Optional<Contender> in(Contender.Column column) {
        return contenders.stream()
                .filter(contender -> contender.column() == column)
                .findFirst();
    }

    List<Contender> ours() {
        return contenders.stream().filter(Contender::isOurs).toList();
    }
}
