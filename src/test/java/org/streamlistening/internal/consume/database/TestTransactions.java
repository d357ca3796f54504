package org.streamlistening.internal.consume.database;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A data source and the user transaction that its connections take part in, as a container has them: a transaction
 * belongs to its thread. A commit can fail before or after it took effect.
 */
@SuppressWarnings("ThreadLocalUsage") // each instance has transactions of its own
public final class TestTransactions implements DataSource, UserTransaction {

    private final DataSource database;
    // One per container of a test.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Connection> current = new ThreadLocal<>();

    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Boolean> rollbackOnly = ThreadLocal.withInitial(() -> false);

    /** Throws before the next commit takes effect. */
    volatile boolean failsBeforeCommit;

    /** Throws after the next commit took effect, as if the response of the database was lost. */
    volatile boolean failsAfterCommit;

    /** The database cannot be reached: nothing works, and what was not committed is lost. */
    private volatile boolean down;

    public TestTransactions(DataSource database) {
        this.database = database;
    }

    public void setDown(boolean isDown) {
        down = isDown;
    }

    boolean isDown() {
        return down;
    }

    private void check() throws SQLException {
        if (down) {
            throw new SQLException("the database is down");
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        check();
        Connection shared = current.get();
        return shared == null ? database.getConnection() : withoutClose(shared);
    }

    private Connection withoutClose(Connection shared) {
        return (Connection) Proxy.newProxyInstance(
                TestTransactions.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    check();
                    try {
                        return method.invoke(shared, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void begin() throws SystemException {
        try {
            check();
            Connection connection = database.getConnection();
            connection.setAutoCommit(false);
            current.set(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void commit() throws RollbackException, SystemException {
        if (failsBeforeCommit || rollbackOnly.get()) {
            failsBeforeCommit = false;
            rollback();
            throw new RollbackException("as scripted");
        }
        end(down ? Connection::rollback : Connection::commit);
        if (down) {
            throw new SystemException("the database is down");
        }
        if (failsAfterCommit) {
            failsAfterCommit = false;
            throw new SystemException("as scripted");
        }
    }

    @Override
    public void rollback() throws SystemException {
        end(Connection::rollback);
    }

    @FunctionalInterface
    private interface End {
        void of(Connection connection) throws SQLException;
    }

    private void end(End end) throws SystemException {
        try (Connection last = current.get()) {
            current.remove();
            rollbackOnly.remove();
            end.of(last);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static SystemException failed(SQLException cause) {
        SystemException failed = new SystemException(cause.getMessage());
        failed.initCause(cause);
        return failed;
    }

    @Override
    public void setRollbackOnly() {
        rollbackOnly.set(true);
    }

    @Override
    public int getStatus() {
        if (current.get() == null) {
            return Status.STATUS_NO_TRANSACTION;
        }
        return rollbackOnly.get() ? Status.STATUS_MARKED_ROLLBACK : Status.STATUS_ACTIVE;
    }

    @Override
    public void setTransactionTimeout(int seconds) {}

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Logger getParentLogger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
