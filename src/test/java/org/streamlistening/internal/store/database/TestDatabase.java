package org.streamlistening.internal.store.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.streamlistening.support.TestPostgres;

/** An empty database, or an empty part of one. */
enum TestDatabase {
    H2 {
        @Override
        DataSource source() {
            JdbcDataSource source = new JdbcDataSource();
            // Lasts as long as this JVM.
            source.setURL("jdbc:h2:mem:streams;DB_CLOSE_DELAY=-1");
            return source;
        }
    },
    POSTGRES {
        @Override
        DataSource source() {
            return TestPostgres.DATABASE;
        }
    };

    private static final AtomicLong PREFIXES = new AtomicLong();

    abstract DataSource source();

    /** A prefix that no other test uses. */
    static String newPrefix() {
        return "t" + PREFIXES.incrementAndGet() + "_";
    }

    static void execute(DataSource source, String... statements) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static long number(DataSource source, String query) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
