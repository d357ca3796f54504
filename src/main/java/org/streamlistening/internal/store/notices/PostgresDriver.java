package org.streamlistening.internal.store.notices;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of PostgreSQL's driver that receives notifications, by reflection: the driver is the server's, and often not
 * visible to the class loader of the library.
 *
 * @param type {@code org.postgresql.PGConnection}
 * @param notifications waits for notifications for a number of milliseconds
 * @param parameter of a notification
 */
record PostgresDriver(Class<?> type, Method notifications, Method parameter) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /**
     * The driver of a connection.
     *
     * @param loader of the application
     */
    static Optional<PostgresDriver> find(Connection connection, @Nullable ClassLoader loader) {
        for (ClassLoader candidate : loaders(connection, loader)) {
            try {
                PostgresDriver driver = of(candidate);
                if (connection.isWrapperFor(driver.type)) {
                    return Optional.of(driver);
                }
            } catch (ReflectiveOperationException | LinkageError | SQLException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "no PostgreSQL driver in " + candidate, e);
            }
        }
        return Optional.empty();
    }

    private static PostgresDriver of(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> type = Class.forName("org.postgresql.PGConnection", false, loader);
        Class<?> notification = Class.forName("org.postgresql.PGNotification", false, loader);
        return new PostgresDriver(
                type, type.getMethod("getNotifications", int.class), notification.getMethod("getParameter"));
    }

    /** What gives out an object of the driver. */
    @FunctionalInterface
    private interface Source {
        Object get() throws SQLException;
    }

    /** Pools wrap connections, but some give out other objects of the driver as they are. */
    private static Set<ClassLoader> loaders(Connection connection, @Nullable ClassLoader loader) {
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        if (loader != null) {
            loaders.add(loader);
        }
        List<Source> sources = List.of(
                () -> connection.unwrap(Connection.class),
                connection::getMetaData,
                () -> connection.createArrayOf("text", new String[0]));
        for (Source source : sources) {
            try {
                ClassLoader found = source.get().getClass().getClassLoader();
                if (found != null) {
                    loaders.add(found);
                }
            } catch (SQLException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "the pool does not give out an object of the driver", e);
            }
        }
        return loaders;
    }

    /** The payloads that have arrived on a connection that listens; waits for one for a number of milliseconds. */
    List<String> payloads(Connection connection, int millis) throws SQLException {
        Object[] found = (Object[]) invoke(notifications, connection.unwrap(type), millis);
        List<String> payloads = new ArrayList<>();
        if (found != null) {
            for (Object notification : found) {
                Object payload = invoke(parameter, notification);
                payloads.add(payload == null ? "" : (String) payload);
            }
        }
        return payloads;
    }

    private static @Nullable Object invoke(Method method, Object target, Object... values) throws SQLException {
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new SQLException("the PostgreSQL driver failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException("the PostgreSQL driver cannot be called", e);
        }
    }
}
