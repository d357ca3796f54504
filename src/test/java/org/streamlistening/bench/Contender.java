package org.streamlistening.bench;

import java.util.List;

/**
 * One of the programs that a row compares.
 *
 * @param name its name in results
 * @param column where its figures stand in the table
 * @param program what runs in its process
 * @param arguments what tells its process what it is
 */
record Contender(String name, Column column, Program program, List<String> arguments) {

    /** The columns of the table. */
    enum Column {
        OURS("this library"),
        LOOP("loop by hand"),
        FAN_OUT("fanned out by hand"),
        TYPESCRIPT("TypeScript"),
        REFERENCE("reference server"),
        CONTAINER("container alone"),
        HTTP("over HTTP"),
        LISTENER("session listener");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** What runs in a process. */
    enum Program {
        SUBJECT("org.streamlistening.bench.subject.SubjectProcess"),
        SERVER_LOAD("org.streamlistening.server.ServerLoad"),
        NODE("subject.mjs");

        private final String main;

        Program(String main) {
            this.main = main;
        }

        String main() {
            return main;
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
    static final Contender LOOP = peer("loop, Jackson", Column.LOOP, "subject=loop", "decode=jackson");
    static final Contender LOOP_JSONB = peer("loop, JSON-B", Column.LOOP, "subject=loop", "decode=jsonb");
    static final Contender FAN_OUT = peer("fan-out, Jackson", Column.FAN_OUT, "subject=fan-out", "decode=jackson");
    static final Contender IN_PROCESS = ours("listener, in process", "subject=listener", "transport=in-process");
    static final Contender OWN_HTTP =
            peer("listener, REST, same process", Column.HTTP, "subject=listener", "transport=own-http");
    static final Contender CONSUMER_REST = ours("consumer, REST", "subject=consumer", "transport=rest");
    static final Contender SESSION_LISTENER = peer(
            "listener, REST, beside a consumer", Column.LISTENER, "subject=listener", "transport=rest", "decode=jsonb");
    static final Contender TYPESCRIPT = new Contender("TypeScript", Column.TYPESCRIPT, Program.NODE, List.of());

    static Contender server(String store) {
        return server("server, " + store, Column.OURS, "ours", store);
    }

    static Contender referenceServer(String store) {
        return server("reference server, " + store, Column.REFERENCE, "reference", store);
    }

    /** The container of our server with a servlet that only reads each body: the limit of appends. */
    static Contender containerAlone() {
        return server("container alone", Column.CONTAINER, "container", "memory");
    }

    private static Contender server(String name, Column column, String server, String store) {
        return new Contender(name, column, Program.SERVER_LOAD, List.of("server=" + server, "store=" + store));
    }

    private static Contender ours(String name, String... arguments) {
        return new Contender(name, Column.OURS, Program.SUBJECT, List.of(arguments));
    }

    private static Contender peer(String name, Column column, String... arguments) {
        return new Contender(name, column, Program.SUBJECT, List.of(arguments));
    }

    boolean isOurs() {
        return column == Column.OURS;
    }

    /** Whether it does not use another transport than this one. */
    boolean isOver(String transport) {
        String other = transport.equals("rest") ? "jdk" : "rest";
        return !arguments.contains("transport=" + other);
    }
}
