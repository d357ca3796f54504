package org.streamlistening.bench;

import java.util.List;

/**
 * One of the programs that a row compares.
 *
 * @param name its name in results
 * @param column where its figures stand in the table
 * @param arguments what tells its process what it is; empty for a program that is not Java
 */
record Contender(String name, Column column, List<String> arguments) {

    /** The columns of the table. */
    enum Column {
        OURS("this library"),
        LOOP("loop by hand"),
        FAN_OUT("fanned out by hand"),
        TYPESCRIPT("TypeScript");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    static final Contender LISTENER_REST = ours("listener, REST", "subject=listener", "transport=rest", "decode=jsonb");
    static final Contender LISTENER_JDK = ours("listener, JDK", "subject=listener", "transport=jdk", "decode=jsonb");
    static final Contender FAST_LISTENER_REST =
            ours("listener, REST, Jackson", "subject=listener", "transport=rest", "decode=jackson");
    static final Contender FAST_LISTENER_JDK =
            ours("listener, JDK, Jackson", "subject=listener", "transport=jdk", "decode=jackson");
    static final Contender CLIENT_REST = ours("client, REST", "subject=client", "transport=rest");
    static final Contender CLIENT_JDK = ours("client, JDK", "subject=client", "transport=jdk");
    static final Contender LOOP =
            new Contender("loop, Jackson", Column.LOOP, List.of("subject=loop", "decode=jackson"));
    static final Contender LOOP_JSONB =
            new Contender("loop, JSON-B", Column.LOOP, List.of("subject=loop", "decode=jsonb"));
    static final Contender FAN_OUT =
            new Contender("fan-out, Jackson", Column.FAN_OUT, List.of("subject=fan-out", "decode=jackson"));
    static final Contender TYPESCRIPT = new Contender("TypeScript", Column.TYPESCRIPT, List.of());

    private static Contender ours(String name, String... arguments) {
        return new Contender(name, Column.OURS, List.of(arguments));
    }

    boolean isOurs() {
        return column == Column.OURS;
    }

    /** Whether it does not use another transport than this one. */
    boolean isOver(String transport) {
        return arguments.stream()
                .noneMatch(argument -> argument.startsWith("transport=") && !argument.equals("transport=" + transport));
    }
}
