package org.streamlistening.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What {@link Ledger} inserted, one row for each delivery that was committed; and what {@link IdempotentLedger} and {@link
 * LedgerEnd} did. No constraint keeps a message from being there twice.
 */
final class DeliveryTable {

    private final DataSource database;

    /** @param process the process that delivered */
    record Delivery(int number, long process, Instant at) {}

    DeliveryTable(DataSource database) {
        this.database = database;
        on(
                "create table delivery (number integer not null, process bigint not null,"
                        + " at timestamp with time zone not null default clock_timestamp())",
                PreparedStatement::execute);
        on(
                "create table ended (process bigint not null,"
                        + " at timestamp with time zone not null default clock_timestamp())",
                PreparedStatement::execute);
        on("create table effect (number integer not null primary key)", PreparedStatement::execute);
    }

    @FunctionalInterface
    private interface Action<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    private <T> T on(String sql, Action<T> action) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return action.apply(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private boolean exists(String condition, long value) {
        return on("select 1 from delivery where " + condition + " limit 1", statement -> {
            statement.setLong(1, value);
            return statement.executeQuery().next();
        });
    }

    boolean knows(long process) {
        return exists("process = ?", process);
    }

    boolean has(int number) {
        return exists("number = ?", number);
    }

    /** All rows in the order of the inserts. */
    List<Delivery> deliveries() {
        return on("select number, process, at from delivery order by at", statement -> {
            List<Delivery> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(new Delivery(
                            rows.getInt(1),
                            rows.getLong(2),
                            rows.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
            return all;
        });
    }

    /** When this process had stopped its consumers in an orderly way. */
    Instant endOf(long process) {
        return on("select at from ended where process = ?", statement -> {
            statement.setLong(1, process);
            ResultSet row = statement.executeQuery();
            if (!row.next()) {
                throw new IllegalStateException("process " + process + " has not stopped its consumers");
            }
            return row.getObject(1, OffsetDateTime.class).toInstant();
        });
    }

    /** The numbers in the table of the idempotent observer, in their order. */
    List<Integer> effects() {
        return on("select number from effect order by number", statement -> {
            List<Integer> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(rows.getInt(1));
                }
            }
            return all;
        });
    }

    /** The longest time without a delivery between two. */
    static Duration longestGap(List<Delivery> deliveries) {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < deliveries.size(); i++) {
            Duration gap = Duration.between(
                    deliveries.get(i - 1).at(), deliveries.get(i).at());
            longest = gap.compareTo(longest) > 0 ? gap : longest;
        }
        return longest;
    }
}
