package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.Client;
import java.lang.reflect.Field;

/**
 * Limits the head of a response. The HTTP client below RESTEasy has no limit: a server or a proxy could fill the memory
 * with an endless header. The limits also apply to trailers and to the lines between chunks.
 *
 * <p>Neither Jakarta REST nor RESTEasy has such an option, so this class configures the Apache HTTP client by
 * reflection. Another implementation keeps its own limits.
 */
final class ResponseHeadLimits {

    /** The longest line of a head, in characters. */
    static final int MAX_LINE = 32 * 1024;

    /** The largest number of headers of a response. */
    static final int MAX_HEADERS = 128;

    private static final System.Logger LOG = System.getLogger(ResponseHeadLimits.class.getName());

    private ResponseHeadLimits() {}

    static void apply(Client client) {
        try {
            Object engine = call(client, "httpEngine");
            Object apache = call(engine, "getHttpClient");
            Object connections = field(apache, "connManager");
            setConfig(connections, config(connections.getClass().getClassLoader()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "not RESTEasy over the Apache HTTP client: its own limits apply", e);
        }
    }

    private static Object config(ClassLoader apache) throws ReflectiveOperationException {
        Class<?> config = apache.loadClass("org.apache.http.config.ConnectionConfig");
        Class<?> constraints = apache.loadClass("org.apache.http.config.MessageConstraints");
        Object limits = constraints.getMethod("custom").invoke(null);
        limits.getClass().getMethod("setMaxLineLength", int.class).invoke(limits, MAX_LINE);
        limits.getClass().getMethod("setMaxHeaderCount", int.class).invoke(limits, MAX_HEADERS);
        Object builder = config.getMethod("custom").invoke(null);
        builder.getClass().getMethod("setMessageConstraints", constraints).invoke(builder, call(limits, "build"));
        return call(builder, "build");
    }

    private static void setConfig(Object connections, Object config) throws ReflectiveOperationException {
        boolean pool = connections.getClass().getSimpleName().startsWith("Pooling");
        String setter = pool ? "setDefaultConnectionConfig" : "setConnectionConfig";
        connections.getClass().getMethod(setter, config.getClass()).invoke(connections, config);
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        var found = target.getClass().getMethod(method);
        found.setAccessible(true);
        return found.invoke(target);
    }

    private static Object field(Object target, String name) throws ReflectiveOperationException {
        Field field = target.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
    }
}
