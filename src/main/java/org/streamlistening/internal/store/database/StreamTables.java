package org.streamlistening.internal.store.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the tables of the streams, and checks them. Several servers may do that at the same time. */
final class StreamTables {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final String DDL = "/META-INF/durable-streams/stream-tables.sql";
    private static final String CHANGES = "/META-INF/durable-streams/change-table.sql";
    private static final int VERSION = 1;
    private static final int ATTEMPTS = 10;

    private final TableNames names;
    private final Connections connections;
    private final Attempts attempts;
    private final RetryClock clock;

    StreamTables(TableNames names, Connections connections, Attempts attempts, RetryClock clock) {
        this.names = names;
        this.connections = connections;
        this.attempts = attempts;
        this.clock = clock;
    }

    /**
     * @param creates whether to make the tables if they do not exist
     * @throws StreamTablesException if they cannot be used
     */
    void prepare(boolean creates) {
        for (int attempt = 1; creates && !exist(); attempt++) {
            if (create(attempt == ATTEMPTS)) {
                break;
            }
        }
        check();
    }

    /** Whether the last statement of the script has been executed, here or by another server. */
    private boolean exist() {
        try {
            return !versions().isEmpty();
        } catch (SqlFailure missing) {
            LOG.log(System.Logger.Level.DEBUG, "the tables of the streams do not exist yet", missing);
            return false;
        }
    }

    private List<Integer> versions() {
        return connections.each(session -> session.list(row -> row.getInt(1), "select version from " + names.schema()));
    }

    /** @return false if another server makes the same table now, so that it has to be tried again */
    private boolean create(boolean last) {
        try {
            connections.each(session -> {
                statements(session.dialect()).forEach(session::update);
                return true;
            });
            return true;
        } catch (SqlFailure failure) {
            if (!last && clock.pause(50)) {
                LOG.log(System.Logger.Level.DEBUG, "the tables of the streams could not be made at once", failure);
                return false;
            }
            throw new StreamTablesException(
                    "the tables " + names.prefix() + "* of the streams cannot be made",
                    "give the user of the data source the right to make tables in that schema, or make them by "
                            + DDL.substring(1) + " and switch their creation off",
                    failure.cause());
        }
    }

    private List<String> statements(Dialect dialect) {
        // The table of changes first: the last statement of the other script says that all tables are there.
        return Stream.of(CHANGES, DDL)
                .flatMap(script -> Arrays.stream(script(script).split(";", -1)))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .map(statement -> statement
                        .replace("${prefix}", names.prefix())
                        .replace("${index}", dialect.indexPrefix(names))
                        .replace("${bytes}", dialect.bytesType())
                        .replace("${hash}", dialect.hashType())
                        .replace("${changing}", dialect.changingRows()))
                .toList();
    }

    private static String script(String name) {
        try (InputStream script = StreamTables.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException("the library has no " + name);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("--"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException("the library has no readable " + name, e);
        }
    }

    private void check() {
        List<Integer> versions;
        try {
            versions = versions();
            connections.each(session -> {
                tables().flatMap(StreamTables::rights).forEach(session::update);
                return true;
            });
        } catch (SqlFailure failure) {
            throw new StreamTablesException(
                    "the tables " + names.prefix() + "* of the streams are missing or cannot be used",
                    "let the library make them, or make them by " + DDL.substring(1)
                            + ", and give the user of the data source the rights to select, insert, update and delete",
                    failure.cause());
        }
        if (!versions.equals(List.of(VERSION))) {
            throw new StreamTablesException(
                    "the tables " + names.prefix() + "* of the streams have version " + versions
                            + ", and this library needs " + VERSION,
                    "use the version of the library that made them, or another prefix",
                    null);
        }
    }

    private Stream<String> tables() {
        return Stream.of(names.stream(), names.chunk(), names.producer(), names.garbage());
    }

    /** Statements that change nothing, and need all rights on a table. */
    private static Stream<String> rights(String table) {
        String column = table.endsWith("stream") ? "number" : "stream";
        return Stream.of(
                "insert into " + table + " select * from " + table + " where 1 = 0",
                "update " + table + " set " + column + " = " + column + " where 1 = 0",
                "delete from " + table + " where 1 = 0");
    }
}
