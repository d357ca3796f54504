package org.streamlistening.internal.store.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Set;

/** A statement failed. It passes through the work of a transaction, up to the class that repeats it. */
final class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Another transaction was in the way. H2 has numbers of its own for locks, and for changed rows. */
    private static final Set<String> CONFLICTS = Set.of("23505", "55P03", "HYT00", "90131");

    /** Too many connections; idle within a transaction for too long; H2: closed, broken. */
    private static final Set<String> LOST = Set.of("53300", "25P03", "90007", "90067", "90098", "90121");

    /** A database that can only be read, such as a standby; a right that was revoked; a table that was dropped. */
    private static final Set<String> DENIED = Set.of("25006", "42501", "90096", "42P01", "42S02");

    private final transient Kind kind;

    /** What a failure means. */
    enum Kind {
        /** The transaction can be repeated. */
        CONFLICT,
        /** The connection is lost: the transaction can be repeated with another one, unless it was committing. */
        LOST,
        /** There is no connection now. */
        AWAY,
        /** The disk of the database is full. */
        FULL,
        /** The database works, but not for this store. */
        DENIED,
        /** The statement fails for another reason. */
        FAULT
    }

    private SqlFailure(Kind kind, SQLException cause) {
        super(cause);
        this.kind = kind;
    }

    /** @param closed whether the connection is closed now */
    static SqlFailure of(SQLException failure, boolean closed) {
        return new SqlFailure(kind(failure, closed), failure);
    }

    /** The data source has no connection. */
    static SqlFailure away(SQLException failure) {
        return new SqlFailure(Kind.AWAY, failure);
    }

    /** A commit whose answer was lost had no effect: the transaction can be repeated. */
    static SqlFailure notKept(SqlFailure lost) {
        return new SqlFailure(Kind.CONFLICT, lost.cause());
    }

    private static Kind kind(SQLException failure, boolean closed) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        if (state.startsWith("40") || CONFLICTS.contains(state)) {
            return Kind.CONFLICT;
        } else if (state.equals("53100")) {
            return Kind.FULL;
        } else if (DENIED.contains(state)) {
            return Kind.DENIED;
        }
        return closed || isLost(failure, state) ? Kind.LOST : Kind.FAULT;
    }

    private static boolean isLost(SQLException failure, String state) {
        return failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLRecoverableException
                || state.startsWith("08")
                // 57P01 to 57P05: the database ends the connection, or starts.
                || state.startsWith("57P")
                || LOST.contains(state);
    }

    /**
     * Whether a commit that failed like this had no effect for certain: the database has answered. Class 40 without
     * 40003, which says that the outcome is unknown; a constraint; a full disk.
     */
    boolean wasRejected() {
        String state = Objects.requireNonNullElse(cause().getSQLState(), "");
        return kind != Kind.LOST
                && (state.startsWith("40") || state.startsWith("23") || kind == Kind.FULL || state.equals("90131"))
                && !state.equals("40003");
    }

    /** Whether a row with the same key exists. */
    boolean isDuplicate() {
        return Objects.equals(cause().getSQLState(), "23505");
    }

    Kind kind() {
        return kind;
    }

    SQLException cause() {
        return (SQLException) Objects.requireNonNull(getCause());
    }
}
