package org.streamlistening.server;

import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A database that keeps the streams of an embedded server. All servers whose options name the same tables serve the same
 * streams. Immutable.
 *
 * @param source the data source of the container. Its pool must have at least two connections for this server
 * @param tablePrefix what the names of the tables begin with, after the name of a schema if that is not the default one,
 *     such as {@code shop.streams_}; lower case letters, digits, {@code _}. Applications that share a database, but not
 *     their streams, need different ones
 * @param createTables whether the server makes its tables unless they exist. The statements are in the jar, {@code
 *     META-INF/durable-streams/stream-tables.sql}
 * @since 0.1
 */
public record StreamDatabase(DataSource source, String tablePrefix, boolean createTables) {

    /** The default of {@link #tablePrefix()}. */
    public static final String TABLE_PREFIX = "durable_streams_";

    private static final Pattern PREFIX = Pattern.compile("([a-z][a-z0-9_]{0,39}\\.)?[a-z][a-z0-9_]{0,39}");

    /** @throws IllegalArgumentException if the prefix cannot begin the name of a table */
    public StreamDatabase {
        if (!isTablePrefix(tablePrefix)) {
            throw new IllegalArgumentException("tablePrefix must be a name such as " + TABLE_PREFIX
                    + " of at most 40 lower case letters, digits and _, possibly after a schema and a dot");
        }
    }

    /** Whether the names of tables can begin with this text. */
    public static boolean isTablePrefix(String text) {
        return PREFIX.matcher(text).matches();
    }

    /** With the default names, and tables that the server makes. */
    public static StreamDatabase of(DataSource source) {
        return new StreamDatabase(source, TABLE_PREFIX, true);
    }
}
