package org.streamlistening.internal.store.notices;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The channel of the servers that share the tables of one prefix. A database ignores the case of names without quotes.
 *
 * @param name needs no quotes
 */
record NoticeChannel(String name) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** PostgreSQL cuts longer names off in LISTEN, and rejects them in NOTIFY. */
    private static final int MAX_NAME = 63;

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final int PROBE_MILLIS = 2000;

    static NoticeChannel ofPrefix(String prefix) {
        String name = prefix.toLowerCase(Locale.ROOT) + "change";
        boolean isPlain = name.length() <= MAX_NAME && PLAIN.matcher(name).matches();
        return new NoticeChannel(
                isPlain ? name : "durable_streams_" + HexFormat.of().toHexDigits(name.hashCode()));
    }

    void listen(Connection connection) throws SQLException {
        execute(connection, "listen " + name);
    }

    /** The next user of a pooled connection must not receive notifications. */
    static void unlisten(Connection connection) throws SQLException {
        execute(connection, "unlisten *");
    }

    /**
     * Why this connection cannot receive notifications, as the end of a sentence; empty if it can. Databases that speak
     * the protocol of PostgreSQL need not have them.
     */
    String obstacle(Connection connection, PostgresDriver driver) {
        try {
            listen(connection);
            try {
                execute(connection, "notify " + name);
                List<String> received = driver.payloads(connection, PROBE_MILLIS);
                return received.isEmpty() ? "the database does not deliver notifications to this connection" : "";
            } finally {
                unlisten(connection);
            }
        } catch (SQLException | RuntimeException failure) {
            LOG.log(System.Logger.Level.DEBUG, "notifications of the database cannot be used", failure);
            return "the database rejects it: " + failure.getMessage();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
