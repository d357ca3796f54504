package org.streamlistening.internal.store.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A data source that fails as scripted. Its points are the calls that use the network: getting a connection, executing a
 * statement, committing. For one thread at a time, unless nothing is scripted.
 */
final class FaultyDatabase {

    private static final Set<String> POINTS = Set.of("getConnection", "execute", "executeBatch", "commit");

    private final DataSource database;
    private final AtomicInteger points = new AtomicInteger();
    private volatile Map<Integer, Fault> faults = Map.of();
    private volatile boolean isDown;
    private volatile int lastPoint = -1;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Runnable beforeConnection = () -> {};
    private final AtomicInteger open = new AtomicInteger();

    enum Fault {
        /** The database rejects the call. */
        CONFLICT("40001"),
        /** The connection is lost before the database gets the call. */
        LOST_BEFORE("08006"),
        /** The connection is lost after the database has executed the call. */
        LOST_AFTER("57P01");

        private final String state;

        Fault(String state) {
            this.state = state;
        }
    }

    FaultyDatabase(DataSource database) {
        this.database = database;
    }

    /** The next points, counted from 0, fail like this. */
    void failsAt(Map<Integer, Fault> script) {
        points.set(0);
        faults = script;
    }

    /** The number of points since the last script. */
    int points() {
        return points.get();
    }

    /** The database is down once this point has failed. */
    void failsAfter(int point) {
        lastPoint = point;
    }

    /** Runs an action before the connection is made that comes after this number of others. */
    void beforeNextConnection(int others, Runnable action) {
        connections.set(-others);
        beforeConnection = action;
    }

    void setDown(boolean down) {
        isDown = down;
    }

    /** The number of connections that were not closed. */
    int open() {
        return open.get();
    }

    DataSource source() {
        return proxy(DataSource.class, (source, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return call(database, method, arguments);
            }
            if (connections.getAndIncrement() == 0) {
                beforeConnection.run();
            }
            if (isDown || faults.containsKey(points.getAndIncrement())) {
                throw new SQLException("the connection is refused, as scripted", "08001");
            }
            open.incrementAndGet();
            return new FaultyConnection((Connection) call(database, method, arguments)).proxied();
        });
    }

    private final class FaultyConnection {

        private final Connection connection;
        private boolean lost;
        private boolean closed;

        FaultyConnection(Connection connection) {
            this.connection = connection;
        }

        Connection proxied() {
            return proxy(Connection.class, (proxied, method, arguments) -> {
                if (method.getName().equals("prepareStatement")) {
                    check();
                    PreparedStatement statement = (PreparedStatement) call(connection, method, arguments);
                    return proxy(PreparedStatement.class, (itself, used, values) -> point(statement, used, values));
                }
                if (method.getName().equals("isClosed")) {
                    return lost || closed;
                }
                if (method.getName().equals("close") && !closed) {
                    closed = true;
                    open.decrementAndGet();
                    return call(connection, method, arguments);
                }
                return point(connection, method, arguments);
            });
        }

        private Object point(Object target, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("close")) {
                return call(target, method, arguments);
            }
            check();
            Fault fault = POINTS.contains(method.getName()) ? faults.get(points.getAndIncrement()) : null;
            if (fault == null) {
                return call(target, method, arguments);
            }
            if (fault == Fault.LOST_AFTER) {
                call(target, method, arguments);
            }
            if (fault == Fault.CONFLICT) {
                if (method.getName().equals("commit")) {
                    connection.rollback();
                }
            } else {
                lost = true;
                connection.close();
            }
            if (points.get() - 1 == lastPoint) {
                lastPoint = -1;
                isDown = true;
            }
            throw new SQLException(fault + " at " + method.getName() + ", as scripted", fault.state);
        }

        private void check() throws SQLException {
            if (isDown && !lost) {
                lost = true;
                connection.close();
            }
            if (lost) {
                throw new SQLException("the connection is lost", "08003");
            }
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
