package org.streamlistening.internal.store.notices;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A database whose statements are counted, or fail; its pool can hide the driver, or have no connection. */
final class WatchedDatabase {

    final AtomicInteger statements = new AtomicInteger();
    volatile String rejected = "nothing";
    volatile String ignored = "nothing";
    volatile boolean hidesDriver;
    volatile boolean isEmpty;
    volatile Consumer<String> listener = sql -> {};

    private final DataSource database;

    WatchedDatabase(DataSource database) {
        this.database = database;
    }

    DataSource source() {
        return proxy(DataSource.class, database, (self, method, values) -> {
            if (isEmpty) {
                new CountDownLatch(1).await();
            }
            return connection((Connection) call(database, method, values));
        });
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, connection, (self, method, values) -> {
            return switch (method.getName()) {
                case "isWrapperFor" -> !hidesDriver && (boolean) call(connection, method, values);
                case "createStatement" -> statement(Statement.class, (Statement) call(connection, method, values), "");
                case "prepareStatement" ->
                    statement(
                            PreparedStatement.class, (Statement) call(connection, method, values), (String) values[0]);
                case "isValid" -> {
                    statements.incrementAndGet();
                    yield call(connection, method, values);
                }
                default -> call(connection, method, values);
            };
        });
    }

    private <T extends Statement> T statement(Class<T> type, Statement statement, String prepared) {
        return proxy(type, statement, (self, method, values) -> {
            if (method.getName().startsWith("execute")) {
                statements.incrementAndGet();
                String sql = values == null ? prepared : (String) values[0];
                listener.accept(sql);
                if (sql.startsWith(rejected)) {
                    throw new SQLException("rejected by the test");
                }
                if (sql.startsWith(ignored)) {
                    return false;
                }
            }
            return call(statement, method, values);
        });
    }

    private static <T> T proxy(Class<T> type, Object target, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                WatchedDatabase.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, values) -> method.getDeclaringClass() == Object.class
                        ? method.getName().equals("equals") ? self == values[0] : call(target, method, values)
                        : handler.invoke(self, method, values)));
    }

    private static Object call(Object target, Method method, Object[] values) throws Throwable {
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
