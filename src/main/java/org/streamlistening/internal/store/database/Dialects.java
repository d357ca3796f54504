package org.streamlistening.internal.store.database;

/** Chooses the dialect of a database. */
final class Dialects {

    private Dialects() {}

    /** The dialect of a database, by the name that its driver gives. */
    static Dialect of(String product) {
        return switch (product) {
            // CockroachDB and YugabyteDB are used through the driver of PostgreSQL, which gives this name.
            case "PostgreSQL" -> new PostgresDialect();
            case "H2" -> new H2Dialect();
            default ->
                throw new StreamTablesException(
                        "the store of streams does not know the database '" + product + "'",
                        "use PostgreSQL, a database that is used through its driver, or H2",
                        null);
        };
    }
}
