package org.streamlistening.server;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.embedded.EmbeddedServerRegistry;
import org.streamlistening.internal.embedded.ServerConfiguration;
import org.streamlistening.internal.embedded.StreamServer;

/**
 * Adds the embedded server to an application whose configuration enables it. The servlet container calls this class at the
 * start of the application; the application needs configuration only:
 *
 * <table>
 * <caption>Configuration</caption>
 * <tr><th>key</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code durable-streams.embedded.enabled}</td><td>{@code false}</td><td>whether the application has a server</td></tr>
 * <tr><td>{@code durable-streams.embedded.path}</td><td>{@code /streams}</td><td>the path, within the application, below
 * which all streams are; {@code /} for all paths</td></tr>
 * <tr><td>{@code durable-streams.embedded.access}</td><td>{@code none}</td><td>the permissions of requests from outside
 * of the application: {@code none}, {@code read} or {@code all}; for finer rules see {@link StreamAccess}</td></tr>
 * <tr><td>{@code durable-streams.embedded.store}</td><td>none</td><td>the directory of the streams, as an absolute
 * path; the server creates it if it does not exist, and uses it exclusively. Without it, streams are in memory and end with
 * the application</td></tr>
 * <tr><td>{@code durable-streams.embedded.cors-origins}</td><td>none</td><td>the origins whose pages may use the
 * server from a browser, separated by commas, or {@code *}</td></tr>
 * <tr><td>{@code durable-streams.embedded.long-poll-timeout}</td><td>{@code 30s}</td><td>the time that a long-poll
 * waits for data</td></tr>
 * <tr><td>{@code durable-streams.embedded.sse-duration}</td><td>{@code 60s}</td><td>the time after which a connection of
 * server-sent events ends, so that the client opens the next one</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-body-bytes}</td><td>16777216</td><td>the longest body of a request, at most
 * 1 GiB; a longer one gets status 413</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-page-bytes}</td><td>1048576</td><td>the longest response to a catch-up read,
 * unless a single message is larger</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-streams}</td><td>100000</td><td>the most streams; the creation of another
 * one gets status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-fork-depth}</td><td>1000</td><td>the most forks in the lineage of a stream; a
 * deeper fork gets status 409</td></tr>
 * <tr><td>{@code durable-streams.embedded.producers.max-age}</td><td>{@code 7d}</td><td>the time after the last accepted
 * request at which a stream forgets an idempotent producer</td></tr>
 * <tr><td>{@code durable-streams.embedded.producers.max-per-stream}</td><td>100000</td><td>the most producers that
 * a stream remembers; a request of another one gets status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-readers}</td><td>50000</td><td>the most live readers that wait at a time;
 * another one gets status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-age}</td><td>none</td><td>the time that a message is kept, at
 * least; a read of a deleted part gets status 410</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-messages}</td><td>none</td><td>the number of messages that
 * a stream keeps</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-bytes}</td><td>none</td><td>the number of bytes that a stream
 * keeps</td></tr>
 * </table>
 *
 * <p>Values come from MicroProfile Config if the runtime has it, else from system properties, then environment
 * variables ({@code DURABLE_STREAMS_EMBEDDED_ENABLED}). Time spans have the form {@code 500ms}, {@code 30s}, {@code 5m},
 * {@code 7d} or ISO-8601. An unusable value fails the deployment with DS-002 and the key. A directory that is unusable or in
 * use by another server fails it with DS-006.
 *
 * <p>Some servlet containers, such as Open Liberty, do not search the lib folder of an EAR. If this library is there, name this
 * class in the {@code web.xml} of each WAR with a server. This is harmless if the container calls the class as well:
 *
 * <pre>{@code
 * <listener>
 *   <listener-class>org.streamlistening.server.EmbeddedServer</listener-class>
 * </listener>
 * }</pre>
 *
 * @since 0.1
 */
public final class EmbeddedServer implements ServletContainerInitializer, ServletContextListener {

    /**
     * The {@link ServletContext} attribute with the server (an {@link InProcessServer}), for a
     * {@link org.streamlistening.client.DurableStreamsClient} of the application itself, which has all permissions. It is set
     * before any servlet is initialised if configuration enables the server, else when the servlet is initialised.
     */
    public static final String SERVER_ATTRIBUTE = "org.streamlistening.server.inProcess";

    /** The {@link ServletContext} attribute for the {@link StreamAccess} of an application. */
    public static final String ACCESS_ATTRIBUTE = "org.streamlistening.server.access";

    /** The servlet of the application; null if there is none, or another listener is responsible for it. */
    private @Nullable DurableStreamsServlet servlet;
    /** Why there is no servlet although configuration enables it. */
    private @Nullable ServletException unusable;

    /** For the servlet container. */
    public EmbeddedServer() {}

    /**
     * The mistakes in the configuration of the calling thread's application: one sentence for each, with the key. Empty if
     * the configuration is correct, or the server is switched off.
     */
    public static List<String> mistakes() {
        return new ServerConfiguration(Configuration.ofApplication()).mistakes();
    }

    /**
     * The server of a web application, for the code of the application. It is usable before the servlet container has
     * initialised the application, and without a container. Called on a thread of the application, whose configuration
     * applies.
     *
     * @param application the class loader of the web application
     * @throws IllegalStateException if the store cannot be used, or another server uses it
     */
    public static InProcessServer ofApplication(ClassLoader application) {
        StreamServer server = EmbeddedServerRegistry.of(
                application, () -> new ServerConfiguration(Configuration.ofApplication()).options());
        server.start();
        return server;
    }

    /** Ends the server of a web application, unless a servlet owns it. */
    public static void release(ClassLoader application) {
        EmbeddedServerRegistry.release(application);
    }

    /** Registers the servlet, if configuration enables it. Called before the rest of the web application starts. */
    @Override
    public void onStartup(@Nullable Set<Class<?>> ignored, ServletContext context) {
        EmbeddedServer listener = new EmbeddedServer();
        try {
            listener.servlet = ServerRegistration.register(context);
        } catch (ServletException unusable) {
            // Open Liberty only logs an exception of this method; an exception of a listener fails the deployment everywhere.
            listener.unusable = unusable;
        }
        if (listener.servlet != null || listener.unusable != null) {
            context.addListener(listener);
        }
    }

    /**
     * Starts the server before the first request, so that an unusable store fails the deployment. If this class is a listener
     * in {@code web.xml}, it registers the servlet first, unless {@link #onStartup} did.
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            if (servlet == null && unusable == null) {
                servlet = ServerRegistration.register(event.getServletContext());
            }
        } catch (ServletException mistake) {
            unusable = mistake;
        }
        if (unusable != null) {
            throw new IllegalStateException(unusable.getMessage(), unusable);
        }
        if (servlet != null) {
            start(servlet, event.getServletContext());
        }
    }

    private static void start(DurableStreamsServlet servlet, ServletContext context) {
        try {
            servlet.start(context);
        } catch (RuntimeException unusable) {
            servlet.destroy();
            throw unusable;
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (servlet != null) {
            servlet.destroy();
        }
    }
}
